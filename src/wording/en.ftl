# English.

language_name = English

counter_name = Counter { $counter }
counter_name_short = Counter { $counter }

time_today = today from{ "\u00A0" }{ $time }
time_tomorrow = tomorrow from{ "\u00A0" }{ $time }
time_weekday =
    on { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    } from{ "\u00A0" }{ $time }
time_date =
    on { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } from{ "\u00A0" }{ $time }
wait_minutes = { $minutes } min
wait_up_to = up to { $minutes } min
wait_none = at once

slip_ahead = Ahead of you
slip_ahead_count =
    { $count ->
        [0] nobody
       *[other] { $count }
    }
slip_turn = Your turn
slip_turn_at = Your turn at about
slip_turn_in = Your turn in about
slip_no_forecast = The wait is not known yet.
slip_follow = Follow the queue on your phone.
slip_call_notice = Your number will appear on the display
slip_copy = COPY

hall_newest = Now called
hall_earlier = Earlier
hall_nobody_called = Nobody has been called yet
hall_remote_since = In line by phone since { $time }
hall_remote_before = In line by phone since { $time }, before everyone who waits here
hall_take_number = Take a number and wait for your call.
hall_waiting =
    { $count ->
        [0] Nobody waiting
        [one] { $count } person waiting
       *[other] { $count } people waiting
    }
hall_waiting_mixed = Waiting: { $here } here · { $remote } by phone
hall_check_in = Joined by phone?
hall_check_in_code = You are here: code
hall_wait = Wait { $wait }
hall_closed = Closed
hall_stale = As of { $time }
hall_stale_minutes = As of { $minutes } min ago
hall_stale_advice = Please listen to the staff.

kiosk_press = Press a button
kiosk_please_wait = Please wait
kiosk_starting = One moment, getting ready
kiosk_printing = Printing your number
kiosk_printing_advice = Please wait for your ticket.
kiosk_take_slip = Take your ticket
kiosk_slip_failed = Your ticket was not printed
kiosk_slip_uncertain = Did your ticket come out?
kiosk_remember_number = Remember your number: { $number }
kiosk_in_line = You are in the queue without a ticket too. If in doubt, ask the staff.
kiosk_closed = Closed
kiosk_no_paper = Out of paper
kiosk_no_printer = Tickets cannot be printed now
kiosk_ask_staff = Please ask the staff.
kiosk_none_today = no more numbers today
kiosk_none_until = no more numbers today, { $when }
kiosk_priority = with priority

kiosk_numbers_now = Now called
kiosk_no_new_ticket = Nobody has taken a number here in the last few minutes
kiosk_code_unknown = No ticket in the queue has this code
kiosk_volume = Volume { $step } of { $steps }
kiosk_ask_number = Which number is being called?
kiosk_ask_ticket = Read my ticket aloud
kiosk_ask_louder = Louder
kiosk_ask_language = Language
kiosk_language_chosen = The kiosk and your ticket are now in this language.

speech_letter = { $letter }
speech_number = { $letter }-{ $count }
speech_ticket = Ticket
speech_counter = counter { $counter }
speech_numbers_now = Now called:
speech_your_number = Your number is
speech_service = Service: { $service }.
speech_ahead =
    { $count ->
        [0] Nobody is ahead of you.
        [one] { $count } person is ahead of you.
       *[other] { $count } people are ahead of you.
    }
speech_turn_comes = Your turn comes
speech_at = at about { $time }
speech_from = between about { $time }
speech_until = and { $time }
speech_turn_in = Your turn comes in about { $minutes }
speech_to_minutes =
    to { $minutes } { $minutes ->
        [one] minute
       *[other] minutes
    }
speech_turn_within =
    Your turn comes within { $minutes } { $minutes ->
        [one] minute
       *[other] minutes
    }.
speech_turn_now = Your turn comes at once.
speech_called_to = Your number has been called: counter { $counter }.
speech_parked_advice =
    Tell the staff as soon as you are here. The number is kept for { $minutes } more { $minutes ->
        [one] minute
       *[other] minutes
    }.
speech_remember_number = Remember your number:

open_when = Open { $when }.
numbers_when = Numbers again { $when }.

refusal_closed = The office is closed.
refusal_no_more_today = No more numbers today.
refusal_cap_reached = No more numbers for this service today.
refusal_series_used_up = The numbers of this service are used up for today. Please ask the staff.
refusal_printer_not_ready = No ticket can be printed: { $reason }.
refusal_no_paper = This kiosk is out of paper. Please use another kiosk if there is one, or ask the staff.
refusal_no_printer = This kiosk cannot print tickets now. Please use another kiosk if there is one, or ask the staff.
refusal_ticket_not_taken = Please take the previous ticket first. If there is none, ask the staff.
refusal_still_printing = Please wait: the previous ticket is still being printed.
refusal_storage_full = No new numbers can be given now. Please ask the staff.
refusal_unknown_service = This office has no service “{ $service }”.
gone_service = a service that is no longer offered ({ $service })
refusal_unknown_counter = This office has no counter { $counter }.
refusal_unknown_kiosk = This office has no such kiosk.
refusal_unknown_ticket = No such number is in the queue today.
refusal_counter_closed = The counter is closed. Open it first.
refusal_counter_open = The counter is open already.
refusal_counter_held = The counter is held: nobody is called to it until it is released on the service page.
refusal_counter_not_held = The counter is not held.
refusal_counter_busy = The counter still has number { $number }. Deal with it first.
refusal_nobody_called = Nobody is called to this counter.
refusal_nobody_served = Nobody is being served at this counter.
refusal_nobody_waiting = Nobody is waiting.
refusal_recall_first = Call once more first; then the person can be marked as not here.
refusal_recalled_enough = Called often enough. Mark the person as not here, or set the number aside.
refusal_not_possible_now = This cannot be done with number { $number } now.
refusal_no_slip = Number { $number } has no paper ticket. Cancel the number instead.
refusal_time_known = The clock follows a time server; it need not be set by hand.
refusal_time_past = It is known to be later than that. Check the date and the time.
refusal_time_far_off = This year cannot be right. Check the date.
refusal_same_service = The number waits for this service already.
refusal_day_open = The day is open already.
refusal_day_closed = The day is not open.
refusal_people_inside =
    { $count ->
        [one] { $count } person is still waiting or being served.
       *[other] { $count } people are still waiting or being served.
    } Finish serving first.
refusal_not_from_elsewhere = This office gives no numbers by phone. Please come and take one at the office.
refusal_outside_remote_hours = Numbers are not given by phone at this time. At the office you can take one until it closes.
refusal_kept_for_walk_ins = The numbers that are left today are kept for people who are at the office.
refusal_one_ticket_only = You have a number already that is still good. Leave the line with it before you take another.
refusal_too_many_requests = There have been too many requests. Please try again later, or come to the office.
refusal_request_too_late = The request reached the office too late. Please try again.
refusal_left_before = You have left the line. Please join it again if you want a number.
refusal_wrong_code = This is not the code that the display shows now. It changes every minute: please read it again.
refusal_nobody_behind = Nobody waits behind you who could go first. You keep your place.
refusal_stepped_back_enough = You have let others go first as often as is possible.
refusal_overloaded = There is too much to do at the moment. Please try again.

why_joined = Number { $number } was taken for “{ $service }”. People before it: { $ahead }.
why_called_first = { $number } was called to counter { $counter }: nobody who waits for this counter was taken earlier.
why_called_priority = { $number } was called to counter { $counter }, not { $other }: { $other } was taken earlier, but { $number } has priority.
why_called_returned = { $number } was called to counter { $counter }, not { $other }: { $number } had been set aside and came back in time.
why_called_service = { $number } was called to counter { $counter }, not { $other }: this counter does not do the service that { $other } waits for.
why_called_not_here = { $number } was called to counter { $counter }, not { $other }: the person with { $other } was not in the office yet. { $other } keeps its number and can still come back into the line, before or behind others.
why_called_set_aside = { $number } was called to counter { $counter }, not { $other }: { $other } was taken earlier, but had been set aside; it can still come back into the line, before or behind others.
why_called_let_go_first = { $number } was called to counter { $counter }, not { $other }: others were let go first, as the holder of { $other } wished.
why_called_stood_before = { $number } was called to counter { $counter }, not { $other }: { $number } was already in the line when { $other } came back into it.
why_called_passed_on = { $number } was called to counter { $counter }, not { $other }: { $number } was passed on from another counter and keeps its place; { $other } had given up its own.
why_called_again = Called again to counter { $counter }.
why_started = Service began at counter { $counter }.
why_set_aside = A clerk set the number aside.
why_set_aside_no_show = The number was set aside: nobody came when it was called.
why_set_aside_not_here = The number was set aside: its turn came, but the person was not in the office yet.
why_came_back = The person is in the office, the number is in the line.
why_let_others_go_first = A few others were let go first, as the holder of the number wished.
why_passed_on = Passed on to “{ $service }”; the joining time is kept.
why_served = Service ended.
why_did_not_come = The number has ended: nobody came when it was called again.
why_cancelled = The number was cancelled.
why_expired = The number has expired.
why_other_joined_earlier = { $number } was called to counter { $counter }: taken earlier.
why_other_priority = { $number } was called to counter { $counter }: it has priority.
why_other_returned = { $number } was called to counter { $counter }: it had been set aside and came back in time.
why_other_service = { $number } was called to counter { $counter }, which does not do this service.
why_other_not_here = { $number } was called to counter { $counter }: you were not in the office yet.
why_other_set_aside = { $number } was called to counter { $counter }: this number was set aside at that time.
why_other_errand = { $number } was called to counter { $counter } for another service; this number was set aside at that time.
why_other_let_go_first = { $number } was called to counter { $counter }: others were let go first, as the holder of this number wished.
why_other_stood_before = { $number } was called to counter { $counter }: it was already in the line when this number came back into it.
why_other_passed_on = { $number } was called to counter { $counter }: it was passed on from another counter and keeps its place; this number had given up its own.
why_other_without_turn = { $number } was served at counter { $counter } without waiting: a clerk decided so.
why_passed = Called before this number although they joined later or had come back: { $count }.
why_passed_aside = Called before this number although they joined later or had come back: { $count }; of these, while this number was set aside: { $aside }.
why_unknown = The journal knows of no number { $number }.

printer_unknown = the printer has not answered yet
printer_ready = ready
printer_paper_near_end = paper is running low
printer_paper_out = out of paper
printer_cover_open = the cover is open
printer_cutter_blocked = the cutter is blocked
printer_jammed = paper is jammed
printer_overheated = the print head is too hot
printer_unrecoverable = the printer is broken
printer_ticket_not_taken = the previous ticket has not been taken
printer_needs_power_cycle = the printer must be switched off and on
printer_error = printer error
printer_offline = the printer is offline
printer_silent = the printer does not answer

paper_none = no paper
paper_reserved = waiting to print
paper_sent = printing
paper_printed = printed
paper_failed = not printed
paper_uncertain = not known whether it was printed

ticket_waiting = waiting
ticket_called = called
ticket_serving = being served
ticket_remote = by phone
ticket_priority = with priority

console_title = Counter console
console_language = Language
console_closed = Counter closed
console_held = Counter held
console_free = Counter free
console_calling = Called { $number }
console_serving = Serving { $number }
console_since =
    { $minutes ->
        [0] just now
       *[other] { $minutes } min
    }
console_recalls =
    { $count ->
        [0] called once
        [one] called again { $count } time
       *[other] called again { $count } times
    }
console_waiting =
    { $count ->
        [0] Nobody waiting
        [one] { $count } person waiting
       *[other] { $count } people waiting
    }
console_line = Queue
console_next = Next in the queue
console_parked = Set aside
console_open = Open counter
console_close = Close counter
console_call_next = Next
console_recall = Call again
console_no_show = Did not come
console_start = Start
console_finish = Finish
console_park = Set aside
console_transfer = Transfer to another service
console_transfer_to = To which service?
console_walk_direct = Serve without a ticket
console_check_in = Is here
console_cancel = Take out of the queue
console_cancel_sure = Take { $number } out of the queue?
console_reprint = Print a copy
console_open_day = Open the day
console_close_day = Close the day
console_day_closed = The day is closed: no numbers are given.
console_number = Number
console_done = Done.
console_got = Number { $number }.
console_disconnected = No connection to the queue. Trying again.
console_counters = Counters
console_day = Service day
console_more = and { $count } more
console_back = Back
console_why = Was a number skipped?
console_why_tell = Show its way
console_pin = PIN of the counter
console_sign_in = Sign in
console_sign_out = Sign out

fault_none = Everything works.
fault_printer_unknown = The printer has not answered since the start.
fault_printer_unknown_do = Wait half a minute; if nothing changes, check the printer's power and cable.
fault_paper_near_end = The paper roll is near its end.
fault_paper_near_end_do = Have a new roll ready and change it when nobody is waiting.
fault_paper_out = The printer is out of paper; no tickets are given.
fault_paper_out_do = Put in a new roll and close the cover. Old tickets will not be printed afterwards.
fault_cover_open = The printer's cover is open; no tickets are given.
fault_cover_open_do = Close the cover until it clicks.
fault_cutter_blocked = The printer's cutter is blocked; no tickets are given.
fault_cutter_blocked_do = Switch the printer off, remove the jammed paper and switch it on again.
fault_jammed = Paper is jammed in the printer; no tickets are given.
fault_jammed_do = Open the printer, take the jammed paper out and close the printer.
fault_overheated = The print head is too hot; no tickets are given for the moment.
fault_overheated_do = Wait: the printer goes on by itself. If this happens often, give it more air.
fault_unrecoverable = The printer reports a failure that it cannot end by itself; no tickets are given.
fault_unrecoverable_do = Switch the printer off, wait ten seconds and switch it on; if the failure stays, replace the printer.
fault_ticket_not_taken = A ticket has been left in the printer's exit; no others are given.
fault_ticket_not_taken_do = Take it out; if there is none, clean the sensor in the exit.
fault_needs_power_cycle = The printer may still hold part of an old ticket; no tickets are given.
fault_needs_power_cycle_do = Switch the printer off, put paper in if there is none, and switch it on again; then nothing old comes out.
fault_power_cycled = The printer was switched off and on
fault_new_roll = A new roll is in
fault_printer_error = The printer reports an error; no tickets are given.
fault_printer_error_do = If paper is jammed, pull it out; then switch the printer off and on. If the error stays, replace the printer.
fault_printer_offline = The printer is offline; no tickets are given.
fault_printer_offline_do = Press the printer's online button, and check cover and paper.
fault_printer_silent = The printer does not answer; no tickets are given.
fault_printer_silent_do = Check the printer's power and cable; then switch it off and on.
fault_printer_missing = The printer does not answer ({ $why }); no tickets are given.
fault_button_stuck = Button { $button } of the kiosk is stuck and is ignored.
fault_button_stuck_do = Free the button; the other buttons work.
fault_key_stuck = Key { $key } of the keypad at counter { $counter } is stuck and is ignored.
fault_key_stuck_do = Free the key; the other keys and the console work.
fault_device = The device “{ $device }” does not work ({ $why }).
fault_device_do = Check its cable, its plug and its entry in the board file; when it works again, this message goes away.
fault_centre = The office is not connected to the central queue ({ $why }).
fault_centre_do = The line here goes on, but nobody can join it by phone. Check the network and the table [link] in the site file. If another device works for this office, switch it off.
fault_stranded = No counter does the service of these numbers any more: { $numbers }
fault_stranded_do = Let a counter do it in the site file, or cancel the numbers and give the people new ones.
fault_storage_full = The disk is full; no new numbers are given.
fault_storage_full_do = Free some space on the disk of the state directory.
fault_clock_unsynced = The clock is not synchronised; times are given in minutes, and the day neither opens nor closes by itself.
fault_clock_unsynced_do = Check the network and the time server; the time can be set by hand on the service page, and the day can be opened from a counter console.
fault_clock_jumped = The clock changed suddenly; it is not trusted for a while.
fault_clock_jumped_do = Check that the clock is right; everything goes on by itself after a while.
fault_journal_quarantined = Part of the record was lost: the database was damaged, or it comes from a backup.
fault_journal_quarantined_do = Keep the files that were put aside and tell the maintainer; numbers already given will not be given again.

demo_title = rinda: a branch on one machine
demo_try = Try this
demo_try_press = Press a button of the kiosk. The number is on disk before it is on paper.
demo_try_call = Open a counter and call the next number. Watch the hall display.
demo_try_follow = Open the link below a ticket: a phone shows the same page.
demo_try_join = Join from a phone by the link below. The hall counts you among those who come, and you check in with its code.
demo_try_paper = Take the paper out. The kiosk says so in words; the queue goes on.
demo_try_power = Start a burst of presses and cut the power in the middle. Every number that was shown is there again, once.
demo_phones = Phone: join the line
demo_operator = Operator of the centre
demo_kiosk = Kiosk
demo_kiosk_numbered = Kiosk { $kiosk }
demo_kiosk_display = The display of the kiosk
demo_slips = Tickets
demo_slip = Ticket { $number }
demo_slip_unread = A printed ticket
demo_no_slips = No ticket has been printed yet.
demo_follow = Follow { $number } on the phone
demo_keypad = Keypad
demo_counter_display = Counter display
demo_scanner = Code scanner: link of a ticket
demo_scan = Scan
demo_hall = Hall display
demo_call = Number { $number }, counter { $counter }
demo_sound = Sound
demo_listen = Listen
demo_silence = Nothing has been said yet.
demo_chime = Chime
demo_quiet = quiet hours
demo_unheard = not heard
demo_no_voice = This computer has no voice (espeak-ng is missing), so there is only text.
demo_counters = Counters
demo_trouble = Trouble
demo_printer = Printer
demo_paper_near_end = Paper near its end
demo_paper_out = Paper out
demo_cover_open = Cover open
demo_cutter_blocked = Cutter blocked
demo_jammed = Paper jam
demo_overheated = Print head too hot
demo_broken = Printer broken
demo_offline = Offline
demo_printer_off = Switched off
demo_silent = Does not answer
demo_printer_cycle = Switch the printer off and on
demo_roll = Paper roll: about { $used }{ "\u00A0" }m of { $length }{ "\u00A0" }m used; slips since the last change: { $slips }.
demo_clock = Clock
demo_clock_unsynced = Not synchronised
demo_clock_jump = Set the clock by hand
demo_clock_right = Set it right
demo_jump_hours = { $amount } h
demo_jump_days = { $amount } d
demo_power = Power
demo_power_on = Switch the power on
demo_power_by_itself = Comes back by itself
demo_power_cut = Cut the power
demo_power_off = No power; the branch comes back from disk.
demo_burst = Burst of presses
demo_burst_stop = Stop the burst
demo_enlarge = Enlarge
demo_close = Close
demo_line_empty = Nobody is in the queue.
demo_clock_doubted = the time is not trusted
demo_power_back = The power is on, and the branch has come back from disk.
demo_power_before = Numbers before
demo_power_after = Numbers after
demo_power_kept = None was lost.

lamp_ready = ready
lamp_busy = please wait
lamp_off = off

follow_title = Your number
follow_next = You are next.
follow_stay = This page changes by itself. Please stay near the hall.
follow_come = Please come now
follow_served = You are being served
follow_parked = Your number is set aside
follow_parked_advice = Tell the staff as soon as you are here. The number is kept for { $minutes }{ "\u00A0" }min more.
follow_absent = Please tell the staff when you have arrived.
follow_over = This number is no longer in the queue.
follow_over_advice = Numbers are valid for one day. If you are still waiting, please ask the staff.
follow_away = The office cannot be reached at the moment. Your number stays valid.
follow_as_of = As of { $time }

page_not_found = There is no such page.
page_wrong_method = This address cannot be used in this way.
page_wrong_host = This address does not belong to this device.
page_foreign = The request came from another site and was not carried out.
page_not_json = The request must be JSON (content-type: application/json).
page_too_large = The request is too large.
page_too_slow = The request did not arrive in time.
page_garbage = The request could not be understood.
page_too_many = Too many connections are open. Please close windows that are not needed, or try again in a moment.
page_no_power = The queue is not running at the moment. This page goes on by itself.
page_unsure = The queue has stopped. Before you try again, look whether it was done.
page_needs_script = This page needs JavaScript to be switched on in the browser.
page_failed = It did not work. Please try again.
page_too_often = Too many attempts. Please wait a minute.
page_needs_cookie = To join the queue, the browser must allow cookies of this site.
page_counter_needs_pin = Sign in with the PIN of this counter first.
page_counter_no_pin = No PIN is set for this counter yet. A technician can set one.

phone_offices = Choose the office
phone_no_offices = There is no news of any office at the moment. This page changes by itself.
phone_find = Find an office
phone_my_number = My number
phone_services = Choose the service
phone_back = All offices
phone_until = until { $time }
phone_in_line =
    { $count ->
        [0] nobody in the queue
       *[other] { $count } in the queue
    }
phone_counters =
    { $count ->
        [0] no counter open
        [one] { $count } counter open
       *[other] { $count } counters open
    }
phone_offline = No connection with the office
phone_offline_advice = A number cannot be had by phone at the moment. Please try later, or come to the office.
phone_as_of_offline = As of { $time }; the office is offline
phone_travel = My way takes
phone_join = Join the queue
phone_today_only = The number is valid today only.
phone_requested = Requested
phone_requested_advice = The office gives the number. That usually takes a few seconds; until then there is no place in the queue.
phone_confirmed = Confirmed
phone_unconfirmed = The office has not answered
phone_unconfirmed_advice = There is no number. Please try again, or come to the office.
phone_refused = No number was given
phone_join_again = Try again
phone_unknown = There is no number behind this link today
phone_unknown_advice = A link is good only on the day of its number. If the number was taken just now, this page changes by itself.
phone_ahead =
    { $count ->
        [0] nobody ahead of you
       *[other] { $count } ahead of you
    }
phone_not_before = not before { $time }
phone_set_out_by = Set out at { $time } at the latest
phone_set_out_in = Set out in { $minutes }{ "\u00A0" }min at the latest
phone_set_out_now = It is time to set out
phone_set_out_late = If you set out only now, you will probably be late
phone_kept_until = Your number is kept until { $time } at least. In the office, check in with the code or tell the staff.
phone_kept_for = After your turn your number is kept for { $minutes }{ "\u00A0" }min. In the office, check in with the code or tell the staff.
phone_set_out_advice = This counts { $minutes }{ "\u00A0" }min for the way and a few minutes in the office.
phone_other_number = To the number that you have
phone_notify = Tell me when it is time
phone_notified = You will be told when it is time. Please keep this page open.
phone_go_to = Counter { $counter }
phone_stay = The office knows that you are here. Please stay near the hall.
phone_here = I am in the office
phone_code = Code from the display in the office
phone_code_advice = The code is shown on the display in the hall and on the kiosk; it changes every minute.
phone_send = Send
phone_more_time = I need more time
phone_leave = Leave the queue
phone_leave_sure = Leave the queue? The place in it will be lost.
phone_leave_yes = Leave
phone_leave_no = Stay
phone_parked_until = The number is kept until { $time }.
phone_parked_advice = In the office, check in here with the code or tell the staff: the number is then in the queue again.
phone_asked = Sent to the office.
phone_not_answered = The office has not answered. Please try again.
phone_more_time_done = A few people are before you now.
phone_served = You have been served
phone_left = You have left the queue
phone_no_show = The number was called, and nobody came
phone_cancelled = The number was cancelled
phone_expired = The number is valid no more
phone_show_code = In the office, this code can be shown to the scanner of the kiosk.
phone_too_many_codes = Too many wrong codes were entered. Please show your own code to the scanner of the kiosk, or ask the staff.
phone_code_picture = The code of your number
phone_problem = Report a problem
phone_problem_subject = A problem with the queue: { $office }
phone_no_connection = There is no connection. This page goes on by itself.
phone_not_possible = That is not possible with this number now.
phone_unknown_service = This office does not offer that service any more.
phone_checking_in = Checking in…
phone_no_number_here = This phone has no number of this office
phone_no_number_advice = Open the page of your number and enter the code there, or join the queue.

operator_title = Offices
operator_no_branches = No office has been heard of yet.
operator_broker_lost = The message broker has been out of reach since { $time }; nothing below is newer.
operator_live = Connected; last word at { $time }
operator_stale = Not connected; last word at { $time }
operator_waiting_mixed = { $here } here, { $remote } by phone
operator_counters = Counters
operator_no_counters = none open
operator_forecasts = Forecasts that held
operator_percent = { $percent }{ "\u00A0" }%
operator_not_known = not known yet
operator_behind = Some of the office’s facts are missing here; they were asked for.
operator_other_device = A second device speaks as this office ({ $device }, at { $time }). It is not believed. Switch one of the two off.
operator_other_past = The device tells another past than before ({ $device }, at { $time }), as after a copy was put back. It is not believed.
operator_requests = Requests today
operator_requests_told = open { $open }, granted { $granted }, refused { $refused }, unanswered { $unconfirmed }
operator_version = Version
operator_day = Day
operator_day_open = open
operator_day_closed = closed

report_title = Day report
report_times = Open from { $from } to { $until }.
report_so_far = Open since { $from }; these are the figures until { $until }.
report_clock_doubted = The clock was not synchronised when the day was opened: clock times may be wrong, durations are right.
report_no_day = The journal has no such day.
report_people = People
report_came = came
report_served = served
report_passed_on = passed on
report_did_not_come = did not come
report_cancelled = cancelled
report_unserved = not served
report_still_here = still here
report_all = everybody
report_walk_in = at the kiosk
report_phone = by phone
report_priority = with priority
report_waits = Waiting, minutes
report_waits_note = From taking a number, or being passed on, to the first call. Whoever was set aside before that is not counted.
report_service = Service, minutes
report_count = people
report_mean = mean
report_median = median
report_p90 = 90 of 100
report_set_aside = Numbers set aside
report_set_aside_no_show = nobody came when called
report_set_aside_not_here = not in the office at their turn
report_set_aside_clerk = by a clerk
report_came_back = came back
report_times_count = times
report_hours = By the hour
report_mean_wait = mean wait, min
report_no_shows = calls nobody came to
report_held = forecasts that held
report_forecasts = Forecasts, seconds
report_forecasts_note = In range: the wait was within the range that was told, which is made for 80 of 100. All rows but the first know this day alone, as if it were played anew, and leave out who joined before any counter was seen at work for their service.
report_told = told to people
report_ours = the same method
report_with_leavings = QL with leavings
report_last_waits = mean of last 20
report_last_hour = moving hour
report_mean_error = mean error
report_median_error = median error
report_root_error = RMSE
report_inside = in range
report_width = width
report_winkler = Winkler
report_picture_waits = Waiting over the day
report_picture_waits_help = Each dot is a person: when they joined, and for how many minutes they waited. The bars are the means of those who were called in an hour.
report_picture_service = Service times
report_picture_service_help = The dark bar ends at the median, the pale one at what 90 of 100 did not exceed, in minutes.
report_picture_no_shows = Calls nobody came to
report_picture_no_shows_help = By the hour.
report_picture_held = Forecasts that held
report_picture_held_help = Of a hundred, by the hour; below each bar, how many of how many. The line is at the 80 that the ranges are made for.

service_title = Service
service_wrong = What is wrong
service_today = The queue today
service_devices = Devices
service_history = What devices did since the program started
service_history_none = Nothing has changed.
service_centre = Central queue
service_clock = Clock
service_machine = Machine
service_program = Program
service_config = Configuration in force
service_config_show = Show the configuration
service_config_built_in = built in
service_printer = Printer of kiosk { $kiosk }
service_roll = slips since the roll was changed last: { $slips }
service_devices_work = Devices that work
service_left_out = Lines not shown: { $lines }. All are in: rinda service status
service_works = works
service_parked = Set aside
service_waiting = Waiting
service_taken = { $taken } given, { $waiting } waiting
service_forecasts_few = not known yet. People called today after a wait: { $told }; needed: { $needed }
service_broker = Broker (MQTT)
service_connection = Connection
service_connected = connected
service_no_centre = This office has no central queue (there is no [link] in the site file).
service_certificate = Certificate
service_certificate_until = valid until { $date }; days left: { $days }
service_time = Time
service_trust = Trust
service_trusted = the clock is trusted
service_clock_stated = set by a person; it counts until the device is switched off or a time server answers
service_not_trusted = the clock is not trusted
service_doubtful_time = { $time } (the clock is not trusted)
service_disk = Free on the disk
service_of = { $part } of { $whole }
service_state = State takes
service_temperature = Temperature
service_voltage = Supply voltage
service_voltage_good = sufficient
service_voltage_low = too low
service_voltage_was_low = sufficient now, but it was too low since the machine was started
service_memory = Memory of the program
service_epoch = Epoch of the journal
service_events = Events in the journal
service_pin = Service PIN
service_sign_in = Sign in
service_sign_out = Sign out
service_acts = Act
service_resync = Tell the central queue everything again
service_restart_printer = Open the printer anew
service_restart_displays = Open all displays anew
service_restart_link = Connect to the central queue anew
service_done = Done, and recorded in the audit log.
service_kiosk = Kiosk
service_counter = Counter
service_close_counter = Close the counter
service_hold = Hold the counter
service_release = Release the counter
service_void = Void the slip
service_time_now = The right time
service_state_time = Set the time
page_time_stated = It is { $time } now.
page_time_skipped = This time does not exist on that day: the clocks go forward over it. Check the time, or give it with its time zone.
service_take_away = Take away
service_day = Day (empty: the newest)
service_day_report = Day report
service_day_pictures = Day in pictures
service_day_file = Report as a file
service_day_svg = Report as a picture (SVG)
service_day_log = Day as CSV
service_backup = Backup
service_bundle = Support bundle
service_working = Please wait…
service_stopped = The queue is not running.
page_needs_pin = Sign in with the service PIN first.
page_no_pin = No service PIN is set on this device. Set one with the command “rinda service set-pin”.
page_wrong_pin = The PIN is not right.
page_pin_wait = Too many wrong PINs. Try again in { $seconds } s.
page_not_recorded = The audit log cannot be written, so it was refused.
page_centre_silent = The central queue has not confirmed that it knows everything. See whether there is a connection to it, and try again.
page_no_centre = This branch has no central queue.
fault_disk_low = The disk is nearly full.
fault_disk_low_do = Free some space on the disk of the state directory; when it is full, no new numbers are given.
fault_pin_missing = Technicians have no PIN: nobody can act at the service port.
fault_pin_missing_do = Set one with the command “rinda service set-pin”.
fault_hot = The machine is too hot ({ $degrees }{ "\u00A0" }C).
fault_hot_do = Check the air vents and the fan; a hot machine works more slowly.
fault_voltage = The machine’s supply voltage is too low.
fault_voltage_do = Replace the power supply or its cable; otherwise the machine may stop and damage its card.
fault_certificate_ends = The certificate for the central queue ends soon; days left: { $days }.
fault_certificate_over = The certificate for the central queue has ended.
fault_certificate_do = Ask the operator of the central queue for a new one and put it into the file that [link] names; no restart is needed.
service_configuration = Configuration
service_configuration_files = that of the files
service_configuration_probation = a new one is being tried; after { $seconds } s it is kept if nothing new is wrong
service_configuration_last_good = the last good one, not that of the files
service_reload = Reload the configuration
service_reload_compare = What would change
service_keep = Keep the new configuration
service_go_back = Go back to the configuration before
service_reload_same = The files say the same as the configuration in force; nothing was changed.
service_reload_differs = This would change:
service_reload_wrong = The files are wrong; nothing was changed.
service_reload_begun = The branch starts again with the new configuration. It is tried for { $seconds } s and kept if nothing new is wrong then; otherwise the branch goes back. You can keep it or go back earlier.
service_reload_removed = removed
page_probation = Another configuration is being tried. Keep it or go back first.
page_no_probation = No configuration is being tried.
page_state_unwritten = The state directory cannot be written, so nothing was changed: { $why }
fault_configuration = The configuration files are not in use; the last good configuration is. The reason: { $why }
fault_configuration_do = Mend the files and reload the configuration (“rinda service reload”). Until then the branch works with the last good one, also after a restart.

album_title = A day in pictures
album_back = Back to the service page
album_day = Day
album_time = Time
album_show = Show
album_previous = Previous event
album_next = Next event
album_keys = The left and right arrow keys do the same as these two buttons.
album_hall = Hall display
album_slips = Slips around this time
album_no_slips = No slip had been printed yet.
album_no_days = The journal has no day yet.
album_no_date = “{ $text }” is not a date. Write it as 2026-11-26, or write newest.
album_no_time = “{ $text }” is not a time. Write it as 10:42 or 10:42:30.
album_too_early = Nothing had happened on that day by { $time }.
album_no_picture = There is no such picture on that day.

trial_head = Test
trial_lamps = Blink the lamps
trial_displays = Test picture on all displays
trial_picture = Test picture
trial_good = The test is over. As far as this machine can tell, nothing is wrong.
trial_bad = The test is over. Something does not work.
trial_blinked = blinked for { $seconds } s
trial_shown = showed the test picture for { $seconds } s ({ $width_px } x { $height_px })
trial_gave_way = somebody needed what it shows, so the test picture gave way
trial_fails = does not work: { $why }
trial_another = Another test is under way. Please wait until it is over.
trial_no_device = This branch has no such device.
trial_slip_print = Print a test slip
trial_feed = Feed paper
trial_cut = Cut paper
trial_present = Hold paper out
trial_slip = TEST, NOT A TICKET
trial_slip_notice = This is no ticket
trial_slip_width = Dots
trial_slip_code = To try the scanner
trial_printed_echo = done; the printer has confirmed it by repeating the job’s mark
trial_printed_status = done; the printer has confirmed it by a good status after the job
trial_not_printed = not done: { $why }
trial_print_uncertain = perhaps done, nobody knows: { $why }
trial_slip_on_its_way = A ticket is being printed there now. Please try again in a moment.
trial_printer_not_ready = The printer cannot print now: { $why }. Put that right first.
trial_link = Broker and central queue
trial_all = Test everything
trial_answered = answered after { $ms } ms
trial_silent = no answer within { $seconds } s
trial_no_fault = no fault is known; it was not tried
trial_not_tried = was not tried. { $why }
trial_not_fitted = none in the configuration
trial_broken_off = The program ended or began anew before the test was over. Please test again.
trial_no_presenter = This printer has no presenter, so it cannot hold paper out.
trial_no_cutter = This printer has no cutter; its paper is torn off by hand.
trial_cuts_to_present = This printer cuts paper only to hold it out. Choose “{ $other }”.
trial_sounds = Play the sounds
trial_played = was played to its end
trial_no_voice = the chime was played, but nothing was spoken
trial_interrupted = a call or an answer had to be heard, so the test gave way
trial_buttons = Watch buttons and scanner
trial_keys = Watch keys
trial_watching = The buttons are being tested
trial_watching_advice = Please wait a minute.
trial_watch_now = Press the buttons now, or show a code. For a minute this is only shown here; no tickets are given and nobody is called.
trial_watched = It is over: the buttons work as usual again.
trial_pressed = pressed
trial_released = released
trial_lost = cannot be seen any more
trial_code = read a code that ends with “{ $end }”; characters: { $letters }
trial_in_use = Somebody is being served there now. Please try again in a moment.
