# Latviešu valoda. Uzruna "jūs"; īsi un pieklājīgi.
# Daudzskaitļa forma "zero" latviešu valodā ir 0, 10, 11–19, 20, 30 …; "nav neviena" vienmēr raksta kā [0].

language_name = Latviešu

counter_name = { $counter }. lodziņš
counter_name_short = { $counter }. lodz.

time_today = šodien no{ "\u00A0" }{ $time }
time_tomorrow = rīt no{ "\u00A0" }{ $time }
time_weekday =
    { $weekday ->
        [1] pirmdien
        [2] otrdien
        [3] trešdien
        [4] ceturtdien
        [5] piektdien
        [6] sestdien
       *[7] svētdien
    } no{ "\u00A0" }{ $time }
time_date =
    { $day }. { $month ->
        [1] janvārī
        [2] februārī
        [3] martā
        [4] aprīlī
        [5] maijā
        [6] jūnijā
        [7] jūlijā
        [8] augustā
        [9] septembrī
        [10] oktobrī
        [11] novembrī
       *[12] decembrī
    } no{ "\u00A0" }{ $time }
wait_minutes = { $minutes } min
wait_up_to = līdz { $minutes } min
wait_none = tūlīt

slip_ahead = Pirms jums
slip_ahead_count =
    { $count ->
        [0] neviena
       *[other] { $count }
    }
slip_turn = Jūsu kārta
slip_turn_at = Jūsu kārta aptuveni
slip_turn_in = Jūsu kārta aptuveni pēc
slip_no_forecast = Gaidīšanas laiku vēl nevar pateikt.
slip_follow = Sekojiet rindai telefonā.
slip_call_notice = Numurs parādīsies ekrānā
slip_copy = KOPIJA

hall_newest = Jaunākais izsaukums
hall_earlier = Iepriekšējie
hall_nobody_called = Vēl neviens nav izsaukts
hall_remote_since = Rindā no telefona kopš { $time }
hall_remote_before = Rindā no telefona kopš { $time }, pirms visiem, kas gaida šeit
hall_take_number = Paņemiet numuru un gaidiet izsaukumu.
hall_waiting =
    { $count ->
        [0] Rindā neviena nav
        [one] Rindā { $count } cilvēks
       *[other] Rindā { $count } cilvēki
    }
hall_waiting_mixed = Rindā { $here } šeit · { $remote } no telefona
hall_check_in = Numurs telefonā?
hall_check_in_code = Esmu klāt: kods
hall_wait = Gaidīšana { $wait }
hall_closed = Slēgts
hall_stale = Dati uz plkst. { $time }
hall_stale_minutes = Dati ir { $minutes } min veci
hall_stale_advice = Klausieties, ko saka darbinieki.

kiosk_press = Nospiediet pogu
kiosk_please_wait = Lūdzu, uzgaidiet
kiosk_starting = Mirkli, sagatavojamies darbam
kiosk_printing = Drukājam jūsu numuru
kiosk_printing_advice = Lūdzu, uzgaidiet biļeti.
kiosk_take_slip = Paņemiet biļeti
kiosk_slip_failed = Biļete neizdrukājās
kiosk_slip_uncertain = Vai biļete iznāca?
kiosk_remember_number = Iegaumējiet savu numuru: { $number }
kiosk_in_line = Jūs esat rindā arī bez biļetes. Ja vajag, jautājiet darbiniekam.
kiosk_closed = Slēgts
kiosk_no_paper = Beidzies papīrs
kiosk_no_printer = Biļetes pašlaik nedrukājam
kiosk_ask_staff = Lūdzu, vērsieties pie darbinieka.
kiosk_none_today = šodien vairs nav numuru
kiosk_none_until = šodien vairs nav numuru, { $when }
kiosk_priority = ar priekšrocību

kiosk_numbers_now = Pašlaik izsaukti
kiosk_no_new_ticket = Šeit pēdējās minūtēs neviens nav paņēmis numuru
kiosk_code_unknown = Nevienai biļetei rindā nav šāda koda
kiosk_volume = Skaļums { $step } no { $steps }
kiosk_ask_number = Kurš numurs tagad?
kiosk_ask_ticket = Nolasīt biļeti
kiosk_ask_louder = Skaļāk
kiosk_ask_language = Valoda
kiosk_language_chosen = Kiosks un jūsu biļete tagad ir šajā valodā.

speech_letter = { $letter }
speech_number = { $letter } { $count }
speech_ticket = Biļete
speech_counter = { $counter }. lodziņš
speech_numbers_now = Pašlaik izsaukti:
speech_your_number = Jūsu numurs ir
speech_service = Pakalpojums: { $service }.
speech_ahead =
    { $count ->
        [0] Pirms jums neviena nav.
        [1] Pirms jums ir viens cilvēks.
        [one] Pirms jums ir { $count } cilvēks.
       *[other] Pirms jums ir { $count } cilvēki.
    }
speech_turn_comes = Jūsu kārta būs aptuveni
speech_at = pulksten { $time }
speech_from = no { $time }
speech_until = līdz { $time }
speech_turn_in = Jūsu kārta būs aptuveni pēc { $minutes }
speech_to_minutes =
    līdz { $minutes } { $minutes ->
        [one] minūtes
       *[other] minūtēm
    }
speech_turn_within =
    { $minutes ->
        [1] Jūsu kārta būs ne vēlāk kā pēc vienas minūtes.
        [one] Jūsu kārta būs ne vēlāk kā pēc { $minutes } minūtes.
       *[other] Jūsu kārta būs ne vēlāk kā pēc { $minutes } minūtēm.
    }
speech_turn_now = Jūsu kārta būs tūlīt.
speech_called_to = Jūsu numurs ir izsaukts: { $counter }. lodziņš.
speech_parked_advice =
    Kad būsiet nodaļā, pasakiet to darbiniekam. Numuru glabāsim vēl { $minutes } { $minutes ->
        [one] minūti
       *[other] minūtes
    }.
speech_remember_number = Iegaumējiet savu numuru:

open_when = Strādājam { $when }.
numbers_when = Numuri atkal { $when }.

refusal_closed = Nodaļa ir slēgta.
refusal_no_more_today = Šodien vairs nav numuru.
refusal_cap_reached = Šim pakalpojumam šodien vairs nav numuru.
refusal_series_used_up = Šī pakalpojuma numuri šodien ir beigušies. Lūdzu, vērsieties pie darbinieka.
refusal_printer_not_ready = Biļeti nevar izdrukāt: { $reason }.
refusal_no_paper = Šajā kioskā beidzies papīrs. Lūdzu, izmantojiet citu kiosku, ja tāds ir, vai vērsieties pie darbinieka.
refusal_no_printer = Šis kiosks biļetes pašlaik nedrukā. Lūdzu, izmantojiet citu kiosku, ja tāds ir, vai vērsieties pie darbinieka.
refusal_ticket_not_taken = Lūdzu, vispirms paņemiet iepriekšējo biļeti. Ja tās nav, vērsieties pie darbinieka.
refusal_still_printing = Lūdzu, uzgaidiet: vēl drukājas iepriekšējā biļete.
refusal_storage_full = Jaunus numurus pašlaik nevar izsniegt. Lūdzu, vērsieties pie darbinieka.
refusal_unknown_service = Šajā nodaļā nav pakalpojuma „{ $service }”.
gone_service = pakalpojums, ko vairs nesniedz ({ $service })
refusal_unknown_counter = Šajā nodaļā nav { $counter }. lodziņa.
refusal_unknown_kiosk = Šajā nodaļā nav šāda kioska.
refusal_unknown_ticket = Šodien rindā nav šāda numura.
refusal_counter_closed = Lodziņš ir slēgts. Vispirms atveriet to.
refusal_counter_open = Lodziņš jau ir atvērts.
refusal_counter_held = Lodziņa darbs ir apturēts: uz to nevienu neaicina, līdz to atkal atļauj apkopes lapā.
refusal_counter_not_held = Lodziņa darbs nav apturēts.
refusal_counter_busy = Lodziņā vēl ir numurs { $number }. Vispirms pabeidziet ar to.
refusal_nobody_called = Uz šo lodziņu neviens nav izsaukts.
refusal_nobody_served = Šajā lodziņā pašlaik nevienu neapkalpo.
refusal_nobody_waiting = Neviens negaida.
refusal_recall_first = Vispirms izsauciet vēlreiz; tad varēs atzīmēt, ka cilvēks neieradās.
refusal_recalled_enough = Izsaukts jau pietiekami daudz reižu. Atzīmējiet, ka cilvēks neieradās, vai atlieciet numuru.
refusal_not_possible_now = Ar numuru { $number } to pašlaik nevar darīt.
refusal_no_slip = Numuram { $number } nav papīra biļetes. Atceliet pašu numuru.
refusal_time_known = Pulkstenis seko laika serverim; tas nav jāiestata ar roku.
refusal_time_past = Ir zināms, ka jau ir vēlāks laiks. Pārbaudiet datumu un laiku.
refusal_time_far_off = Šāds gads nav iespējams. Pārbaudiet datumu.
refusal_same_service = Numurs jau gaida šo pakalpojumu.
refusal_day_open = Darba diena jau ir atvērta.
refusal_day_closed = Darba diena nav atvērta.
refusal_people_inside =
    { $count ->
        [one] Vēl gaida vai tiek apkalpots { $count } cilvēks.
       *[other] Vēl gaida vai tiek apkalpoti { $count } cilvēki.
    } Vispirms pabeidziet apkalpošanu.
refusal_not_from_elsewhere = Šī nodaļa numurus tālrunī neizsniedz. Lūdzu, paņemiet numuru nodaļā.
refusal_outside_remote_hours = Šajā laikā numurus tālrunī neizsniedz. Nodaļā numuru var paņemt darba laikā.
refusal_kept_for_walk_ins = Šodien atlikušie numuri ir paredzēti cilvēkiem, kas ir nodaļā.
refusal_one_ticket_only = Jums jau ir derīgs numurs. Lai paņemtu citu, vispirms izstājieties no rindas.
refusal_too_many_requests = Pieprasījumu ir par daudz. Lūdzu, mēģiniet vēlāk vai nāciet uz nodaļu.
refusal_request_too_late = Pieprasījums nodaļā pienāca par vēlu. Lūdzu, mēģiniet vēlreiz.
refusal_left_before = Jūs izstājāties no rindas. Ja vēlaties numuru, iestājieties tajā vēlreiz.
refusal_wrong_code = Tas nav kods, ko šobrīd rāda ekrāns. Kods mainās katru minūti: lūdzu, nolasiet to vēlreiz.
refusal_nobody_behind = Aiz jums neviens negaida, ko varētu palaist pa priekšu. Jūsu vieta rindā paliek.
refusal_stepped_back_enough = Citus pa priekšu vairs palaist nevar: tas jau darīts tik reižu, cik atļauts.
refusal_overloaded = Pašlaik ir par daudz darba. Lūdzu, mēģiniet vēlreiz.

why_joined = Numurs { $number } paņemts pakalpojumam „{ $service }”. Pirms tā rindā: { $ahead }.
why_called_first = { $number } izsaukts uz { $counter }. lodziņu: neviens no numuriem, kas gaida šo lodziņu, nav paņemts agrāk.
why_called_priority = Uz { $counter }. lodziņu izsaukts { $number }, nevis { $other }: { $other } paņemts agrāk, bet { $number } ir ar priekšroku.
why_called_returned = Uz { $counter }. lodziņu izsaukts { $number }, nevis { $other }: { $number } bija atlikts un laikus atgriezies.
why_called_service = Uz { $counter }. lodziņu izsaukts { $number }, nevis { $other }: šajā lodziņā nesniedz pakalpojumu, ko gaida { $other }.
why_called_not_here = Uz { $counter }. lodziņu izsaukts { $number }, nevis { $other }: cilvēks ar numuru { $other } vēl nebija nodaļā. Numurs { $other } ir atlikts un vēl var atgriezties rindā, pirms citiem vai aiz tiem.
why_called_set_aside = Uz { $counter }. lodziņu izsaukts { $number }, nevis { $other }: { $other } paņemts agrāk, bet bija atlikts; tas vēl var atgriezties rindā, pirms citiem vai aiz tiem.
why_called_let_go_first = Uz { $counter }. lodziņu izsaukts { $number }, nevis { $other }: pēc numura { $other } turētāja lūguma citi palaisti pa priekšu.
why_called_stood_before = Uz { $counter }. lodziņu izsaukts { $number }, nevis { $other }: { $number } jau bija rindā, kad { $other } tajā atgriezās.
why_called_passed_on = Uz { $counter }. lodziņu izsaukts { $number }, nevis { $other }: { $number } pārcelts no cita lodziņa un saglabā savu vietu; { $other } savu vietu bija atdevis.
why_called_again = Vēlreiz izsaukts uz { $counter }. lodziņu.
why_started = Apkalpošana sākta { $counter }. lodziņā.
why_set_aside = Darbinieks numuru atlika.
why_set_aside_no_show = Numurs atlikts: pēc izsaukuma neviens nepienāca.
why_set_aside_not_here = Numurs atlikts: pienāca tā kārta, bet cilvēks vēl nebija nodaļā.
why_came_back = Cilvēks ir nodaļā, numurs ir rindā.
why_let_others_go_first = Pēc numura turētāja lūguma daži cilvēki palaisti pa priekšu.
why_passed_on = Pārcelts uz pakalpojumu „{ $service }”; pienākšanas laiks saglabāts.
why_served = Apkalpošana pabeigta.
why_did_not_come = Numurs slēgts: neviens nepienāca arī pēc atkārtota izsaukuma.
why_cancelled = Numurs atcelts.
why_expired = Numura derīgums beidzies.
why_other_joined_earlier = { $number } izsaukts uz { $counter }. lodziņu: paņemts agrāk.
why_other_priority = { $number } izsaukts uz { $counter }. lodziņu: numurs ar priekšroku.
why_other_returned = { $number } izsaukts uz { $counter }. lodziņu: bija atlikts un laikus atgriezies.
why_other_service = { $number } izsaukts uz { $counter }. lodziņu, kur šo pakalpojumu nesniedz.
why_other_not_here = { $number } izsaukts uz { $counter }. lodziņu: jūs vēl nebijāt nodaļā.
why_other_set_aside = { $number } izsaukts uz { $counter }. lodziņu: šis numurs tobrīd bija atlikts.
why_other_errand = { $number } izsaukts uz { $counter }. lodziņu cita pakalpojuma saņemšanai; šis numurs tobrīd bija atlikts.
why_other_let_go_first = { $number } izsaukts uz { $counter }. lodziņu: pēc šī numura turētāja lūguma citi palaisti pa priekšu.
why_other_stood_before = { $number } izsaukts uz { $counter }. lodziņu: jau bija rindā, kad šis numurs tajā atgriezās.
why_other_passed_on = { $number } izsaukts uz { $counter }. lodziņu: pārcelts no cita lodziņa un saglabā savu vietu; šis numurs savu vietu bija atdevis.
why_other_without_turn = { $number } apkalpots { $counter }. lodziņā ārpus rindas: tā nolēma darbinieks.
why_passed = Pirms šī numura izsaukti, lai gan paņemti vēlāk vai atgriezušies: { $count }.
why_passed_aside = Pirms šī numura izsaukti, lai gan paņemti vēlāk vai atgriezušies: { $count }; no tiem, kamēr šis numurs bija atlikts: { $aside }.
why_unknown = Žurnālā nav numura { $number }.

printer_unknown = printeris vēl nav atbildējis
printer_ready = gatavs
printer_paper_near_end = drīz beigsies papīrs
printer_paper_out = beidzies papīrs
printer_cover_open = atvērts vāks
printer_cutter_blocked = iestrēdzis nazis
printer_jammed = iestrēdzis papīrs
printer_overheated = drukas galva ir pārkarsusi
printer_unrecoverable = printeris ir bojāts
printer_ticket_not_taken = iepriekšējā biļete nav paņemta
printer_needs_power_cycle = printeris jāizslēdz un jāieslēdz
printer_error = printera kļūda
printer_offline = printeris ir bezsaistē
printer_silent = printeris neatbild

paper_none = bez papīra
paper_reserved = gaida druku
paper_sent = drukājas
paper_printed = izdrukāta
paper_failed = neizdrukājās
paper_uncertain = nav zināms, vai izdrukājās

ticket_waiting = gaida
ticket_called = izsaukts
ticket_serving = apkalpo
ticket_remote = no telefona
ticket_priority = ar priekšrocību

console_title = Lodziņa pults
console_language = Valoda
console_closed = Lodziņš slēgts
console_held = Lodziņa darbs apturēts
console_free = Lodziņš brīvs
console_calling = Izsaukts { $number }
console_serving = Apkalpo { $number }
console_since =
    { $minutes ->
        [0] tikko
       *[other] { $minutes } min
    }
console_recalls =
    { $count ->
        [0] izsaukts vienreiz
        [one] vēlreiz izsaukts { $count } reizi
       *[other] vēlreiz izsaukts { $count } reizes
    }
console_waiting =
    { $count ->
        [0] Neviens negaida
        [one] Gaida { $count } cilvēks
       *[other] Gaida { $count } cilvēki
    }
console_line = Rinda
console_next = Nākamie rindā
console_parked = Atliktie
console_open = Atvērt lodziņu
console_close = Slēgt lodziņu
console_call_next = Nākamais
console_recall = Izsaukt vēlreiz
console_no_show = Neieradās
console_start = Sākt
console_finish = Pabeigt
console_park = Atlikt
console_transfer = Nodot citam pakalpojumam
console_transfer_to = Kuram pakalpojumam?
console_walk_direct = Apkalpot bez biļetes
console_check_in = Ir klāt
console_cancel = Izņemt no rindas
console_cancel_sure = Vai izņemt { $number } no rindas?
console_reprint = Drukāt kopiju
console_open_day = Atvērt dienu
console_close_day = Slēgt dienu
console_day_closed = Diena ir slēgta: numurus neizsniedz.
console_number = Numurs
console_done = Izdarīts.
console_got = Numurs { $number }.
console_disconnected = Nav sakaru ar rindas programmu. Mēģinām vēlreiz.
console_counters = Lodziņi
console_day = Darba diena
console_more = un vēl { $count }
console_back = Atpakaļ
console_why = Vai numurs ir izlaists?
console_why_tell = Rādīt numura gaitu
console_pin = Lodziņa PIN
console_sign_in = Pierakstīties
console_sign_out = Izrakstīties

fault_none = Viss darbojas.
fault_printer_unknown = Printeris pēc ieslēgšanas vēl nav atbildējis.
fault_printer_unknown_do = Uzgaidiet pusminūti; ja nemainās, pārbaudiet printera barošanu un kabeli.
fault_paper_near_end = Papīra rullis drīz beigsies.
fault_paper_near_end_do = Sagatavojiet jaunu rulli un nomainiet to brīdī, kad nav rindas.
fault_paper_out = Printerī beidzies papīrs; biļetes neizsniedz.
fault_paper_out_do = Ielieciet jaunu rulli un aizveriet vāku. Vecās biļetes pēc tam neizdrukāsies.
fault_cover_open = Printera vāks ir atvērts; biļetes neizsniedz.
fault_cover_open_do = Aizveriet vāku, līdz tas noklikšķ.
fault_cutter_blocked = Printera nazis ir iestrēdzis; biļetes neizsniedz.
fault_cutter_blocked_do = Izslēdziet printeri, izņemiet iestrēgušo papīru un ieslēdziet printeri.
fault_jammed = Printerī ir iestrēdzis papīrs; biļetes neizsniedz.
fault_jammed_do = Atveriet printeri, izņemiet iestrēgušo papīru un aizveriet printeri.
fault_overheated = Drukas galva ir pārkarsusi; biļetes pašlaik neizsniedz.
fault_overheated_do = Uzgaidiet: printeris turpinās pats. Ja tā notiek bieži, nodrošiniet printerim labāku dzesēšanu.
fault_unrecoverable = Printeris ziņo par bojājumu, ko pats nevar novērst; biļetes neizsniedz.
fault_unrecoverable_do = Izslēdziet printeri, uzgaidiet desmit sekundes un ieslēdziet to; ja bojājums paliek, nomainiet printeri.
fault_ticket_not_taken = Printera izejā ir palikusi biļete; citas neizsniedz.
fault_ticket_not_taken_do = Izņemiet biļeti; ja tās nav, notīriet devēju izejā.
fault_needs_power_cycle = Printerī vēl var būt daļa no vecas biļetes; biļetes neizsniedz.
fault_needs_power_cycle_do = Izslēdziet printeri, ielieciet papīru, ja tā nav, un ieslēdziet printeri; tad nekas vecs netiks izdrukāts.
fault_power_cycled = Printeris ir izslēgts un ieslēgts
fault_new_roll = Ielikts jauns rullis
fault_printer_error = Printeris ziņo par kļūdu; biļetes neizsniedz.
fault_printer_error_do = Ja papīrs ir iestrēdzis, izņemiet to; tad izslēdziet un ieslēdziet printeri. Ja kļūda paliek, nomainiet printeri.
fault_printer_offline = Printeris ir bezsaistē; biļetes neizsniedz.
fault_printer_offline_do = Nospiediet printera tiešsaistes pogu un pārbaudiet vāku un papīru.
fault_printer_silent = Printeris neatbild; biļetes neizsniedz.
fault_printer_silent_do = Pārbaudiet printera barošanu un kabeli; tad izslēdziet un ieslēdziet printeri.
fault_printer_missing = Printeris neatbild ({ $why }); biļetes neizsniedz.
fault_button_stuck = Kioska { $button }. poga ir iestrēgusi un netiek ņemta vērā.
fault_button_stuck_do = Atbrīvojiet pogu; pārējās pogas darbojas.
fault_key_stuck = Tastatūras { $key }. taustiņš { $counter }. lodziņā ir iestrēdzis un netiek ņemts vērā.
fault_key_stuck_do = Atbrīvojiet taustiņu; pārējie taustiņi un pults darbojas.
fault_device = Ierīce „{ $device }” nedarbojas ({ $why }).
fault_device_do = Pārbaudiet ierīces kabeli, spraudni un tās ierakstu iekārtu failā (board); kad ierīce atkal darbosies, šis ziņojums pazudīs.
fault_centre = Nodaļa pašlaik nav savienota ar centrālo rindu ({ $why }).
fault_centre_do = Rinda šeit turpinās, bet no tālruņa tajā iestāties nevar. Pārbaudiet tīklu un tabulu [link] nodaļas failā (site). Ja šai nodaļai strādā vēl cita iekārta, izslēdziet to.
fault_stranded = Neviens lodziņš vairs neveic šo numuru pakalpojumu: { $numbers }
fault_stranded_do = Norādiet vietas failā lodziņu, kas to veic, vai anulējiet šos numurus un izsniedziet cilvēkiem jaunus.
fault_storage_full = Diskā nav vietas; jaunus numurus neizsniedz.
fault_storage_full_do = Atbrīvojiet vietu stāvokļa mapes diskā.
fault_clock_unsynced = Pulkstenis nav sinhronizēts; laikus rāda minūtēs, diena pati neatveras un neaizveras.
fault_clock_unsynced_do = Pārbaudiet tīklu un laika serveri; laiku var iestatīt ar roku apkopes lapā, un dienu var atvērt no lodziņa pults.
fault_clock_jumped = Pulksteņa laiks pēkšņi mainījās; brīdi tam neuzticamies.
fault_clock_jumped_do = Pārbaudiet, vai pulkstenis rāda pareizi; pēc brīža viss atsāksies pats.
fault_journal_quarantined = Daļa ierakstu ir zudusi: datubāze bija bojāta vai atjaunota no rezerves kopijas.
fault_journal_quarantined_do = Saglabājiet malā noliktos failus un paziņojiet uzturētājam; izsniegtie numuri neatkārtosies.

demo_title = rinda: nodaļa vienā datorā
demo_try = Izmēģiniet
demo_try_press = Nospiediet kioska pogu. Numurs ir diskā, pirms tas ir uz papīra.
demo_try_call = Atveriet lodziņu un izsauciet nākamo numuru. Skatieties zāles ekrānā.
demo_try_follow = Atveriet saiti zem biļetes: telefons rāda to pašu lapu.
demo_try_join = Iestājieties rindā no tālruņa ar saiti zemāk. Zāle jūs pieskaita tiem, kas ir ceļā; ierodoties ievadiet tās kodu.
demo_try_paper = Izņemiet papīru. Kiosks to pateiks vārdiem, un rinda turpināsies.
demo_try_power = Sāciet spiest pogas pēc kārtas un vidū atslēdziet strāvu. Katrs parādītais numurs atkal būs rindā, vienu reizi.
demo_phones = Tālrunis: iestāties rindā
demo_operator = Centra operators
demo_kiosk = Kiosks
demo_kiosk_numbered = { $kiosk }. kiosks
demo_kiosk_display = Kioska ekrāns
demo_slips = Biļetes
demo_slip = Biļete { $number }
demo_slip_unread = Izdrukāta biļete
demo_no_slips = Vēl nav izdrukāta neviena biļete.
demo_follow = Sekot { $number } telefonā
demo_keypad = Tastatūra
demo_counter_display = Lodziņa ekrāns
demo_scanner = Koda lasītājs: biļetes saite
demo_scan = Nolasīt
demo_hall = Zāles ekrāns
demo_call = Numurs { $number }, { $counter }. lodziņš
demo_sound = Skaņa
demo_listen = Klausīties
demo_silence = Vēl nekas nav teikts.
demo_chime = Zvana signāls
demo_quiet = klusuma stundas
demo_unheard = bez skaņas
demo_no_voice = Šajā datorā nav balss (trūkst espeak-ng); tāpēc ir tikai teksts.
demo_counters = Lodziņi
demo_trouble = Traucējumi
demo_printer = Printeris
demo_paper_near_end = Papīrs drīz beigsies
demo_paper_out = Papīrs beidzies
demo_cover_open = Vāks atvērts
demo_cutter_blocked = Iestrēdzis nazis
demo_jammed = Iestrēdzis papīrs
demo_overheated = Pārkarsusi drukas galva
demo_broken = Printeris bojāts
demo_offline = Bezsaistē
demo_printer_off = Izslēgts
demo_silent = Neatbild
demo_printer_cycle = Izslēgt un ieslēgt printeri
demo_roll = Papīra rullis: izlietoti apmēram { $used }{ "\u00A0" }m no { $length }{ "\u00A0" }m; lapiņas kopš pēdējās maiņas: { $slips }.
demo_clock = Pulkstenis
demo_clock_unsynced = Nav sinhronizēts
demo_clock_jump = Pagriezt pulksteni ar roku
demo_clock_right = Iestatīt pareizi
demo_jump_hours = { $amount } h
demo_jump_days = { $amount } d
demo_power = Strāva
demo_power_on = Ieslēgt strāvu
demo_power_by_itself = Atgriežas pati
demo_power_cut = Atslēgt strāvu
demo_power_off = Strāvas nav; nodaļa atsāks darbu no diska.
demo_burst = Spiest pēc kārtas
demo_burst_stop = Pārtraukt
demo_enlarge = Palielināt
demo_close = Aizvērt
demo_line_empty = Rindā neviena nav.
demo_clock_doubted = laikam neuzticas
demo_power_back = Strāva ir, nodaļa atgriezās no diska.
demo_power_before = Numuri pirms tam
demo_power_after = Numuri pēc tam
demo_power_kept = Neviens nav zudis.

lamp_ready = gatava
lamp_busy = uzgaidiet
lamp_off = izslēgta

follow_title = Jūsu numurs
follow_next = Nākamā kārta ir jūsu.
follow_stay = Lapa mainās pati. Lūdzu, palieciet zāles tuvumā.
follow_come = Lūdzu, nāciet
follow_served = Jūs apkalpo
follow_parked = Jūsu numurs ir atlikts
follow_parked_advice = Kad būsiet nodaļā, pasakiet to darbiniekam. Numuru glabāsim vēl { $minutes }{ "\u00A0" }min.
follow_absent = Kad būsiet nodaļā, lūdzu, pasakiet to darbiniekam.
follow_over = Šis numurs vairs nav rindā.
follow_over_advice = Numurs ir derīgs vienu dienu. Ja vēl gaidāt, lūdzu, jautājiet darbiniekam.
follow_away = Pašlaik nav sakaru ar nodaļu. Jūsu numurs paliek spēkā.
follow_as_of = Dati uz plkst. { $time }

page_not_found = Šādas lapas nav.
page_wrong_method = Šo adresi tā nevar izmantot.
page_wrong_host = Šī adrese nepieder šai ierīcei.
page_foreign = Pieprasījums nāca no citas vietnes un netika izpildīts.
page_not_json = Pieprasījumam jābūt JSON (content-type: application/json).
page_too_large = Pieprasījums ir pārāk liels.
page_too_slow = Pieprasījums netika saņemts laikā.
page_garbage = Pieprasījumu nevarēja saprast.
page_too_many = Atvērts pārāk daudz savienojumu. Lūdzu, aizveriet nevajadzīgos logus vai mēģiniet pēc brīža.
page_no_power = Rindas programma pašlaik nedarbojas. Lapa atsāks darbu pati.
page_unsure = Rindas programma apstājās. Pirms mēģināt vēlreiz, pārbaudiet, vai tas nav jau izdarīts.
page_needs_script = Šai lapai pārlūkā jābūt ieslēgtam JavaScript.
page_failed = Neizdevās. Lūdzu, mēģiniet vēlreiz.
page_too_often = Par daudz mēģinājumu. Lūdzu, uzgaidiet minūti.
page_needs_cookie = Lai iestātos rindā, pārlūkam jāatļauj šīs vietnes sīkdatnes.
page_counter_needs_pin = Vispirms pierakstieties ar šī lodziņa PIN.
page_counter_no_pin = Šim lodziņam PIN vēl nav iestatīts. To var iestatīt tehniķis.

phone_offices = Izvēlieties nodaļu
phone_no_offices = Pašlaik nav ziņu ne no vienas nodaļas. Lapa mainās pati.
phone_find = Meklēt nodaļu
phone_my_number = Mans numurs
phone_services = Izvēlieties pakalpojumu
phone_back = Visas nodaļas
phone_until = līdz { $time }
phone_in_line =
    { $count ->
        [0] rindā neviena
       *[other] { $count } rindā
    }
phone_counters =
    { $count ->
        [0] neviens lodziņš nav atvērts
        [one] { $count } lodziņš atvērts
       *[other] { $count } lodziņi atvērti
    }
phone_offline = Nav sakaru ar nodaļu
phone_offline_advice = Pašlaik numuru tālrunī iegūt nevar. Lūdzu, mēģiniet vēlāk vai nāciet uz nodaļu.
phone_as_of_offline = Dati uz plkst. { $time }; ar nodaļu nav sakaru
phone_travel = Ceļā būšu
phone_join = Iestāties rindā
phone_today_only = Numurs ir derīgs tikai šodien.
phone_requested = Pieprasīts
phone_requested_advice = Numuru dod nodaļa. Parasti tas notiek dažās sekundēs; līdz tam vietas rindā vēl nav.
phone_confirmed = Apstiprināts
phone_unconfirmed = Nodaļa neatbildēja
phone_unconfirmed_advice = Numura nav. Lūdzu, mēģiniet vēlreiz vai nāciet uz nodaļu.
phone_refused = Numurs netika izsniegts
phone_join_again = Mēģināt vēlreiz
phone_unknown = Šai saitei šodien nav numura
phone_unknown_advice = Saite ir derīga tikai numura izsniegšanas dienā. Ja numuru tikko paņēmāt, lapa mainīsies pati.
phone_ahead =
    { $count ->
        [0] pirms jums neviena
       *[other] pirms jums { $count }
    }
phone_not_before = ne agrāk kā { $time }
phone_set_out_by = Izejiet ne vēlāk kā { $time }
phone_set_out_in = Izejiet ne vēlāk kā pēc { $minutes }{ "\u00A0" }min
phone_set_out_now = Laiks doties ceļā
phone_set_out_late = Ja iziesiet tikai tagad, savu kārtu, visticamāk, nokavēsiet
phone_kept_until = Numuru glabāsim vismaz līdz { $time }. Kad būsiet nodaļā, piesakieties ar kodu vai pasakiet darbiniekam.
phone_kept_for = Pēc Jūsu kārtas numuru glabāsim vēl { $minutes }{ "\u00A0" }min. Kad būsiet nodaļā, piesakieties ar kodu vai pasakiet darbiniekam.
phone_set_out_advice = Rēķinām { $minutes }{ "\u00A0" }min ceļam un dažas minūtes nodaļā.
phone_other_number = Uz jau paņemto numuru
phone_notify = Paziņot, kad laiks
phone_notified = Pateiksim, kad laiks. Lūdzu, atstājiet lapu atvērtu.
phone_go_to = { $counter }. lodziņš
phone_stay = Nodaļa zina, ka esat klāt. Lūdzu, palieciet zāles tuvumā.
phone_here = Esmu nodaļā
phone_code = Kods no ekrāna nodaļā
phone_code_advice = Kods ir redzams zāles un kioska ekrānā; tas mainās katru minūti.
phone_send = Nosūtīt
phone_more_time = Vajag vairāk laika
phone_leave = Pamest rindu
phone_leave_sure = Vai pamest rindu? Vieta rindā zudīs.
phone_leave_yes = Pamest
phone_leave_no = Palikt rindā
phone_parked_until = Numuru glabāsim līdz { $time }.
phone_parked_advice = Kad būsiet nodaļā, piesakieties šeit ar kodu vai pasakiet darbiniekam: numurs atkal būs rindā.
phone_asked = Nosūtīts nodaļai.
phone_not_answered = Nodaļa neatbildēja. Lūdzu, mēģiniet vēlreiz.
phone_more_time_done = Daži cilvēki tagad ir pirms jums.
phone_served = Apkalpošana pabeigta
phone_left = Jūs izstājāties no rindas
phone_no_show = Numurs tika izsaukts, bet neviens nepienāca
phone_cancelled = Numurs ir atcelts
phone_expired = Numura derīgums ir beidzies
phone_show_code = Nodaļā šo kodu var parādīt kioska lasītājam.
phone_too_many_codes = Ievadīts pārāk daudz nepareizu kodu. Lūdzu, parādiet savu kodu kioska lasītājam vai vērsieties pie darbiniekiem.
phone_code_picture = Jūsu numura kods
phone_problem = Ziņot par problēmu
phone_problem_subject = Problēma ar rindu: { $office }
phone_no_connection = Nav savienojuma. Lapa atsāks darbu pati.
phone_not_possible = Ar šo numuru to pašlaik nevar darīt.
phone_unknown_service = Šajā nodaļā tāda pakalpojuma vairs nav.
phone_checking_in = Piesakām jūs nodaļā…
phone_no_number_here = Šajā tālrunī nav šīs nodaļas numura
phone_no_number_advice = Atveriet sava numura lapu un ievadiet kodu tur, vai iestājieties rindā.

operator_title = Nodaļas
operator_no_branches = Vēl nav ziņu ne no vienas nodaļas.
operator_broker_lost = Nav sakaru ar ziņojumu brokeri kopš plkst. { $time }; viss zemāk ir tik vecs.
operator_live = Sakari ir; pēdējā ziņa plkst. { $time }
operator_stale = Nav sakaru; pēdējā ziņa plkst. { $time }
operator_waiting_mixed = { $here } nodaļā, { $remote } ar tālruni
operator_counters = Lodziņi
operator_no_counters = neviens nav atvērts
operator_forecasts = Prognozes, kas piepildījās
operator_percent = { $percent }{ "\u00A0" }%
operator_not_known = vēl nav zināms
operator_behind = Daļa ziņu no nodaļas vēl nav saņemta; tās ir pieprasītas.
operator_other_device = Vēl viena ierīce runā šīs nodaļas vārdā ({ $device }, plkst. { $time }). Tai netic. Izslēdziet vienu no abām.
operator_other_past = Ierīce stāsta citu pagātni nekā agrāk ({ $device }, plkst. { $time }), kā pēc atjaunošanas no kopijas. Tai netic.
operator_requests = Pieprasījumi šodien
operator_requests_told = gaida { $open }, izpildīti { $granted }, noraidīti { $refused }, bez atbildes { $unconfirmed }
operator_version = Versija
operator_day = Diena
operator_day_open = atvērta
operator_day_closed = slēgta

report_title = Dienas pārskats
report_times = Atvērts no plkst. { $from } līdz { $until }.
report_so_far = Atvērts kopš plkst. { $from }; rādītāji līdz plkst. { $until }.
report_clock_doubted = Dienas atvēršanas brīdī pulkstenis nebija sinhronizēts: pulksteņa laiki var būt nepareizi, ilgumi ir pareizi.
report_no_day = Žurnālā nav šādas dienas.
report_people = Cilvēki
report_came = atnāca
report_served = apkalpoti
report_passed_on = pārcelti
report_did_not_come = neieradās
report_cancelled = atcelti
report_unserved = neapkalpoti
report_still_here = vēl šeit
report_all = visi
report_walk_in = pie kioska
report_phone = pa tālruni
report_priority = ar priekšroku
report_waits = Gaidīšana, minūtes
report_waits_note = No numura paņemšanas vai pārcelšanas līdz pirmajam izsaukumam. Pirms tā atliktie nav ieskaitīti.
report_service = Apkalpošana, minūtes
report_count = cilvēki
report_mean = vidēji
report_median = mediāna
report_p90 = 90 no 100
report_set_aside = Atliktie numuri
report_set_aside_no_show = pēc izsaukuma neviens nepienāca
report_set_aside_not_here = savā kārtā nebija nodaļā
report_set_aside_clerk = atlika darbinieks
report_came_back = atgriezās
report_times_count = reizes
report_hours = Pa stundām
report_mean_wait = vidēji gaidīts, min
report_no_shows = izsaukumi bez atbildes
report_held = piepildījušās prognozes
report_forecasts = Prognozes, sekundes
report_forecasts_note = Intervālā: gaidīšana bija teiktajā intervālā, kas paredzēts 80 no 100. Visas rindas, izņemot pirmo, zina tikai šo dienu, it kā to izspēlētu no jauna, un neskaita tos, kas pievienojās, pirms viņu pakalpojumam bija redzams darbā kāds lodziņš.
report_told = teikts cilvēkiem
report_ours = tā pati metode
report_with_leavings = QL ar aizgājušajiem
report_last_waits = pēdējo 20 vidējais
report_last_hour = pēdējā stunda
report_mean_error = vidējā kļūda
report_median_error = kļūdas mediāna
report_root_error = RMSE
report_inside = intervālā
report_width = platums
report_winkler = Winkler
report_picture_waits = Gaidīšana dienas gaitā
report_picture_waits_help = Katrs punkts ir cilvēks: pievienošanās laiks un gaidīšana minūtēs. Svītras ir stundā izsaukto vidējais.
report_picture_service = Apkalpošanas ilgums
report_picture_service_help = Tumšā josla beidzas pie mediānas, gaišā pie tā, ko 90 no 100 nepārsniedza, minūtēs.
report_picture_no_shows = Izsaukumi, uz kuriem neviens nepienāca
report_picture_no_shows_help = Pa stundām.
report_picture_held = Prognozes, kas piepildījās
report_picture_held_help = No simta, pa stundām; zem katra stabiņa: cik no cik. Līnija ir pie 80, kam intervāli paredzēti.

service_title = Apkope
service_wrong = Kas nav kārtībā
service_today = Rinda šodien
service_devices = Ierīces
service_history = Kas notika ar ierīcēm kopš programmas palaišanas
service_history_none = Nekas nav mainījies.
service_centre = Centrālā rinda
service_clock = Pulkstenis
service_machine = Dators
service_program = Programma
service_config = Spēkā esošie iestatījumi
service_config_show = Rādīt iestatījumus
service_config_built_in = noklusētā vērtība
service_printer = { $kiosk }. kioska printeris
service_roll = lapiņas kopš pēdējās ruļļa maiņas: { $slips }
service_devices_work = Ierīces, kas darbojas
service_left_out = Neparādītās rindas: { $lines }. Visas parāda: rinda service status
service_works = darbojas
service_parked = Atlikti numuri
service_waiting = Gaida
service_taken = izsniegti { $taken }, gaida { $waiting }
service_forecasts_few = vēl nav zināms. Šodien izsaukti pēc gaidīšanas: { $told }; vajadzīgi: { $needed }
service_broker = Starpnieks (MQTT)
service_connection = Savienojums
service_connected = ir
service_no_centre = Šī nodaļa nav pieslēgta centrālajai rindai (iestatījumos nav [link]).
service_certificate = Sertifikāts
service_certificate_until = derīgs līdz { $date }; atlikušas dienas: { $days }
service_time = Laiks
service_trust = Uzticamība
service_trusted = pulkstenim var ticēt
service_clock_stated = laiku iestatījis cilvēks; tas ir spēkā, līdz ierīce tiek izslēgta vai atbild laika serveris
service_not_trusted = pulkstenim nevar ticēt
service_doubtful_time = { $time } (pulkstenim nevar ticēt)
service_disk = Brīva vieta diskā
service_of = { $part } no { $whole }
service_state = Dati aizņem
service_temperature = Temperatūra
service_voltage = Barošanas spriegums
service_voltage_good = pietiekams
service_voltage_low = par zemu
service_voltage_was_low = tagad pietiekams, bet kopš ieslēgšanas ir bijis par zemu
service_memory = Programmas atmiņa
service_epoch = Žurnāla laikmets
service_events = Notikumi žurnālā
service_pin = Apkopes PIN
service_sign_in = Pierakstīties
service_sign_out = Izrakstīties
service_acts = Rīkoties
service_resync = Visu vēlreiz paziņot centrālajai rindai
service_restart_printer = Atvērt printeri no jauna
service_restart_displays = Atvērt visus ekrānus no jauna
service_restart_link = Savienoties ar centrālo rindu no jauna
service_done = Izdarīts un ierakstīts auditā.
service_kiosk = Kiosks
service_counter = Lodziņš
service_close_counter = Slēgt lodziņu
service_hold = Aizturēt lodziņu
service_release = Atsākt izsaukumus
service_void = Anulēt biļeti
service_time_now = Pareizais laiks
service_state_time = Iestatīt laiku
page_time_stated = Tagad ir { $time }.
page_time_skipped = Tajā dienā šāda laika nav: pulksteņus pagriež uz priekšu. Pārbaudiet laiku vai norādiet to kopā ar laika joslu.
service_take_away = Dati līdzņemšanai
service_day = Diena (tukšs lauks: pēdējā)
service_day_report = Dienas pārskats
service_day_pictures = Diena attēlos
service_day_file = Pārskats kā fails
service_day_svg = Pārskats kā attēls (SVG)
service_day_log = Diena kā CSV
service_backup = Rezerves kopija
service_bundle = Fails atbalsta dienestam
service_working = Lūdzu, uzgaidiet…
service_stopped = Rinda nedarbojas.
page_needs_pin = Vispirms pierakstieties ar apkopes PIN.
page_no_pin = Šai ierīcei apkopes PIN nav iestatīts. Iestatiet to ar komandu „rinda service set-pin”.
page_wrong_pin = PIN nav pareizs.
page_pin_wait = Pārāk daudz nepareizu PIN. Mēģiniet vēlreiz pēc { $seconds } s.
page_not_recorded = Audita žurnālā nevar rakstīt, tāpēc darbība atteikta.
page_centre_silent = Centrālā rinda nav apstiprinājusi, ka tai viss ir zināms. Pārbaudiet, vai ir savienojums ar to, un mēģiniet vēlreiz.
page_no_centre = Šai nodaļai nav centrālās rindas.
fault_disk_low = Diskā gandrīz nav vietas.
fault_disk_low_do = Atbrīvojiet vietu diskā, kurā ir datu direktorijs; kad tas būs pilns, jaunus numurus vairs neizsniegs.
fault_pin_missing = Apkopes PIN nav iestatīts: apkopes lapā neko nevar darīt.
fault_pin_missing_do = Iestatiet to ar komandu „rinda service set-pin”.
fault_hot = Dators ir pārkarsis ({ $degrees }{ "\u00A0" }C).
fault_hot_do = Pārbaudiet ventilāciju un ventilatoru; karsts dators strādā lēnāk.
fault_voltage = Datora barošanas spriegums ir par zemu.
fault_voltage_do = Nomainiet barošanas bloku vai kabeli; citādi dators var izslēgties un sabojāt karti.
fault_certificate_ends = Drīz beigsies sertifikāts savienojumam ar centrālo rindu; atlikušas dienas: { $days }.
fault_certificate_over = Sertifikāts savienojumam ar centrālo rindu ir beidzies.
fault_certificate_do = Lūdziet centrālās rindas pārzini izsniegt jaunu un ielieciet to failā, kas nosaukts [link]; pārstartēt nevajag.
service_configuration = Konfigurācija
service_configuration_files = no failiem
service_configuration_probation = tiek izmēģināta jauna; pēc { $seconds } s tā paliks, ja nebūs jaunu kļūmju
service_configuration_last_good = pēdējā derīgā, nevis failos norādītā
service_reload = Pārlādēt konfigurāciju
service_reload_compare = Kas mainītos
service_keep = Paturēt jauno konfigurāciju
service_go_back = Atgriezties pie iepriekšējās konfigurācijas
service_reload_same = Failos ir tas pats, kas jau ir spēkā; nekas netika mainīts.
service_reload_differs = Mainītos:
service_reload_wrong = Failos ir kļūdas; nekas netika mainīts.
service_reload_begun = Nodaļa sāk darbu no jauna ar jauno konfigurāciju. To izmēģina { $seconds } s; ja tad nav jaunu kļūmju, tā paliek, citādi atgriežas iepriekšējā. To var paturēt vai no tās atteikties arī agrāk.
service_reload_removed = izņemts
page_probation = Jau tiek izmēģināta cita konfigurācija. Vispirms paturiet to vai atgriezieties pie iepriekšējās.
page_no_probation = Pašlaik netiek izmēģināta neviena konfigurācija.
page_state_unwritten = Datu direktorijā nevar rakstīt, tāpēc nekas netika mainīts: { $why }
fault_configuration = Konfigurācijas faili netiek izmantoti; spēkā ir pēdējā derīgā konfigurācija. Iemesls: { $why }
fault_configuration_do = Izlabojiet failus un pārlādējiet konfigurāciju („rinda service reload”). Līdz tam nodaļa strādā ar pēdējo derīgo, arī pēc restartēšanas.

album_title = Diena attēlos
album_back = Atpakaļ uz apkopes lapu
album_day = Diena
album_time = Laiks
album_show = Rādīt
album_previous = Iepriekšējais notikums
album_next = Nākamais notikums
album_keys = Šīm divām pogām atbilst bultiņu taustiņi pa kreisi un pa labi.
album_hall = Zāles ekrāns
album_slips = Biļetes ap šo laiku
album_no_slips = Vēl nebija izdrukāta neviena biļete.
album_no_days = Žurnālā vēl nav nevienas dienas.
album_no_date = „{ $text }” nav datums. Rakstiet šādi: 2026-11-26; vai rakstiet: newest.
album_no_time = „{ $text }” nav laiks. Rakstiet šādi: 10:42 vai 10:42:30.
album_too_early = Līdz plkst. { $time } tajā dienā vēl nekas nebija noticis.
album_no_picture = Tajā dienā nav šāda attēla.

trial_head = Pārbaudīt
trial_lamps = Mirgināt lampiņas
trial_displays = Pārbaudes attēls visos ekrānos
trial_picture = Pārbaudes attēls
trial_good = Pārbaude ir pabeigta. Cik šī iekārta spēj noteikt, viss ir kārtībā.
trial_bad = Pārbaude ir pabeigta. Kaut kas nedarbojas.
trial_blinked = mirgoja { $seconds } s
trial_shown = rādīja pārbaudes attēlu { $seconds } s ({ $width_px } x { $height_px })
trial_gave_way = kādam bija vajadzīgs ekrāna saturs, tāpēc pārbaudes attēls to neaizsedza
trial_fails = nedarbojas: { $why }
trial_another = Jau notiek cita pārbaude. Lūdzu, uzgaidiet, līdz tā beidzas.
trial_no_device = Šajā nodaļā nav tādas ierīces.
trial_slip_print = Izdrukāt pārbaudes lapiņu
trial_feed = Padot papīru
trial_cut = Nogriezt papīru
trial_present = Pasniegt papīru
trial_slip = PĀRBAUDE, NAV BIĻETE
trial_slip_notice = Šī nav biļete
trial_slip_width = Punkti
trial_slip_code = Skenera pārbaudei
trial_printed_echo = izdarīts; printeris to apstiprinājis, atkārtojot darba zīmi
trial_printed_status = izdarīts; printeris to apstiprinājis ar labu stāvokli pēc darba
trial_not_printed = nav izdarīts: { $why }
trial_print_uncertain = varbūt izdarīts, bet droši zināt nevar: { $why }
trial_slip_on_its_way = Tur šobrīd tiek drukāta biļete. Lūdzu, mēģiniet vēlreiz pēc brīža.
trial_printer_not_ready = Printeris šobrīd nevar drukāt: { $why }. Vispirms novērsiet to.
trial_link = Brokeris un centrālā rinda
trial_all = Pārbaudīt visu
trial_answered = atbildēja pēc { $ms } ms
trial_silent = { $seconds } s laikā nav atbildes
trial_no_fault = kļūmes nav zināmas; darbībā nav pārbaudīts
trial_not_tried = nav pārbaudīts. { $why }
trial_not_fitted = konfigurācijā nav
trial_broken_off = Programma beidza darbu vai sāka to no jauna, pirms pārbaude bija galā. Lūdzu, pārbaudiet vēlreiz.
trial_no_presenter = Šim printerim nav papīra pasniedzēja, tāpēc tas nevar pasniegt papīru.
trial_no_cutter = Šim printerim nav griezēja; papīru noplēš ar roku.
trial_cuts_to_present = Šis printeris nogriež papīru tikai, lai to pasniegtu. Izvēlieties „{ $other }”.
trial_sounds = Atskaņot skaņas
trial_played = atskaņots līdz galam
trial_no_voice = signāls atskaņots, bet vārdi netika izrunāti
trial_interrupted = bija jāatskaņo izsaukums vai atbilde, tāpēc pārbaude tika pārtraukta
trial_buttons = Vērot pogas un skeneri
trial_keys = Vērot taustiņus
trial_watching = Notiek pogu pārbaude
trial_watching_advice = Lūdzu, uzgaidiet minūti.
trial_watch_now = Tagad spiediet pogas vai rādiet kodu. Minūti tas būs redzams tikai šeit; biļetes netiek izsniegtas, un nevienu neizsauc.
trial_watched = Pārbaude beigusies: pogas atkal darbojas kā parasti.
trial_pressed = nospiesta
trial_released = atlaista
trial_lost = vairs nav redzama
trial_code = nolasīts kods, kas beidzas ar „{ $end }”; zīmju skaits: { $letters }
trial_in_use = Tur pašlaik kādu apkalpo. Lūdzu, mēģiniet vēlreiz pēc brīža.
