//! The sentences of the day report.

use super::Say;
use super::phrases::phrases;
use fluent_bundle::FluentValue;

phrases! {
    /// Report: its name.
    report_title();
    /// Report: when the day was open.
    report_times(from: &str, until: &str);
    /// Report: the day is not over.
    report_so_far(from: &str, until: &str);
    /// Report: clock times may be wrong.
    report_clock_doubted();
    /// Report: no such day.
    report_no_day();
    /// Report, head of a table: people.
    report_people();
    /// Report, head of a column: how many came.
    report_came();
    /// Report, head of a column: how many were served.
    report_served();
    /// Report, head of a column: how many were passed on to another service.
    report_passed_on();
    /// Report, head of a column: how many did not come to their turn.
    report_did_not_come();
    /// Report, head of a column: how many left the line.
    report_cancelled();
    /// Report, head of a column: how many were sent home.
    report_unserved();
    /// Report, head of a column: how many are still there.
    report_still_here();
    /// Report, a row: everybody.
    report_all();
    /// Report, a row: people who came on foot.
    report_walk_in();
    /// Report, a row: people who joined by phone.
    report_phone();
    /// Report, a row: people with priority.
    report_priority();
    /// Report, head of a table: waits.
    report_waits();
    /// Report: what counts as a wait.
    report_waits_note();
    /// Report, head of a table: service times.
    report_service();
    /// Report, head of a column: how many.
    report_count();
    /// Report, head of a column: the mean.
    report_mean();
    /// Report, head of a column: the median.
    report_median();
    /// Report, head of a column: what nine of ten stay below.
    report_p90();
    /// Report, head of a table: numbers that were set aside.
    report_set_aside();
    /// Report, a row: set aside because nobody came.
    report_set_aside_no_show();
    /// Report, a row: set aside because nobody was here.
    report_set_aside_not_here();
    /// Report, a row: set aside by a clerk.
    report_set_aside_clerk();
    /// Report, a row: came back.
    report_came_back();
    /// Report, head of a column: how often.
    report_times_count();
    /// Report, head of a table: by hours.
    report_hours();
    /// Report, head of a column: the mean wait of who was called.
    report_mean_wait();
    /// Report, head of a column: calls to which nobody came.
    report_no_shows();
    /// Report, head of a column: forecasts that held.
    report_held();
    /// Report, head of a table: forecasts.
    report_forecasts();
    /// Report: what the table of forecasts says.
    report_forecasts_note();
    /// Report, a row: what people were told.
    report_told();
    /// Report, a row: our method on this day alone.
    report_ours();
    /// Report, a row: the estimator QL with leavings.
    report_with_leavings();
    /// Report, a row: the mean of the last 20 waits.
    report_last_waits();
    /// Report, a row: the mean of the last hour.
    report_last_hour();
    /// Report, head of a column: mean absolute error.
    report_mean_error();
    /// Report, head of a column: median absolute error.
    report_median_error();
    /// Report, head of a column: root of the mean squared error.
    report_root_error();
    /// Report, head of a column: the share in the range.
    report_inside();
    /// Report, head of a column: the width of the range.
    report_width();
    /// Report, head of a column: the Winkler score.
    report_winkler();
    /// Report, a picture: waits over the day.
    report_picture_waits();
    /// Report: how to read it.
    report_picture_waits_help();
    /// Report, a picture: service times.
    report_picture_service();
    /// Report: how to read it.
    report_picture_service_help();
    /// Report, a picture: calls to which nobody came.
    report_picture_no_shows();
    /// Report: how to read it.
    report_picture_no_shows_help();
    /// Report, a picture: forecasts that held.
    report_picture_held();
    /// Report: how to read it.
    report_picture_held_help();
}
