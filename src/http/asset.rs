//! Files that are built in: style, scripts, letters, pictures.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// A file that is built in.
#[derive(Debug)]
pub struct Asset {
    /// Where it is asked for.
    pub path: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Itself.
    pub bytes: &'static [u8],
}

macro_rules! assets {
    ($($path:literal $kind:ident $file:literal),* $(,)?) => {
        &[$($crate::http::asset::Asset { path: $path, kind: $crate::http::asset::$kind, bytes: include_bytes!($file) }),*]
    };
}
pub(crate) use assets;

/// Style.
pub const CSS: &str = "text/css; charset=utf-8";
/// A script.
pub const JS: &str = "text/javascript; charset=utf-8";
/// A picture.
pub const SVG: &str = "image/svg+xml";
/// What makes a page installable.
pub const MANIFEST: &str = "application/manifest+json";
/// Letters.
pub const WOFF2: &str = "font/woff2";

/// What every page uses.
pub const COMMON: &[Asset] = assets![
    "/assets/base.css" CSS "pages/base.css",
    "/assets/elements.js" JS "pages/elements.js",
    "/assets/icon.svg" SVG "pages/icon.svg",
    "/assets/live.js" JS "pages/live.js",
    "/fonts/Inter-Regular.woff2" WOFF2 "../lettering/inter/Inter-Regular.woff2",
    "/fonts/Inter-Bold.woff2" WOFF2 "../lettering/inter/Inter-Bold.woff2",
];

/// Answers with these files, and with the icon where browsers look for it unasked.
pub fn routes<S: Clone + Send + Sync + 'static>(assets: impl Iterator<Item = &'static Asset>) -> Router<S> {
    let icon = COMMON.iter().find(|asset| asset.kind == SVG).expect("the icon is among the common files");
    let router = Router::new().route("/favicon.ico", get(|| async { response(&HeaderMap::new(), icon) }));
    assets.fold(router, |router, asset| {
        router.route(asset.path, get(move |headers: HeaderMap| async move { response(&headers, asset) }))
    })
}

/// Asked again each time, answered in one line when it is the same: a new version of the program is seen at once.
fn response(headers: &HeaderMap, asset: &Asset) -> Response {
    let tag = format!("\"{:08x}\"", crc32fast::hash(asset.bytes));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let marks = [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, marks).into_response();
    }
    (marks, [(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind))], asset.bytes).into_response()
}
