//! How the program is linked: relocations are packed. Unpacked they are a megabyte that is read at every start and stays in
//! memory, a twentieth of all that a branch may take. Needs glibc 2.36 or newer, which Debian 12 has.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
}
