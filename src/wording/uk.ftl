# Українська мова. Звертання на «ви»; коротко і ввічливо.

language_name = Українська

counter_name = Вікно { $counter }
counter_name_short = Вікно { $counter }

time_today = сьогодні з{ "\u00A0" }{ $time }
time_tomorrow = завтра з{ "\u00A0" }{ $time }
time_weekday =
    { $weekday ->
        [1] у понеділок
        [2] у вівторок
        [3] у середу
        [4] у четвер
        [5] у п’ятницю
        [6] у суботу
       *[7] у неділю
    } з{ "\u00A0" }{ $time }
time_date =
    { $day } { $month ->
        [1] січня
        [2] лютого
        [3] березня
        [4] квітня
        [5] травня
        [6] червня
        [7] липня
        [8] серпня
        [9] вересня
        [10] жовтня
        [11] листопада
       *[12] грудня
    } з{ "\u00A0" }{ $time }
wait_minutes = { $minutes } хв
wait_up_to = до { $minutes } хв
wait_none = одразу

slip_ahead = Перед вами
slip_ahead_count =
    { $count ->
        [0] нікого
       *[other] { $count }
    }
slip_turn = Ваша черга
slip_turn_at = Ваша черга близько
slip_turn_in = Ваша черга приблизно через
slip_no_forecast = Час очікування поки невідомий.
slip_follow = Стежте за чергою в телефоні.
slip_call_notice = Номер з’явиться на екрані
slip_copy = КОПІЯ

hall_newest = Зараз викликано
hall_earlier = Викликані раніше
hall_nobody_called = Поки нікого не викликали
hall_remote_since = У черзі з телефону з { $time }
hall_remote_before = У черзі з телефону з { $time }, раніше за всіх, хто чекає тут
hall_take_number = Візьміть номер і чекайте на виклик.
hall_waiting =
    { $count ->
        [0] У черзі нікого
        [one] У черзі { $count } людина
        [few] У черзі { $count } людини
       *[many] У черзі { $count } людей
    }
hall_waiting_mixed = У черзі { $here } тут · { $remote } з телефону
hall_check_in = Номер у телефоні?
hall_check_in_code = Я тут: код
hall_wait = Очікування { $wait }
hall_closed = Зачинено
hall_stale = Дані на { $time }
hall_stale_minutes = Дані { $minutes } хв тому
hall_stale_advice = Слухайте, що кажуть працівники.

kiosk_press = Натисніть кнопку
kiosk_please_wait = Будь ласка, зачекайте
kiosk_starting = Хвилинку, готуємося до роботи
kiosk_printing = Друкуємо ваш номер
kiosk_printing_advice = Будь ласка, дочекайтеся талона.
kiosk_take_slip = Візьміть талон
kiosk_slip_failed = Талон не надрукувався
kiosk_slip_uncertain = Талон вийшов?
kiosk_remember_number = Запам’ятайте свій номер: { $number }
kiosk_in_line = Ви в черзі й без талона. Якщо потрібно, запитайте працівника.
kiosk_closed = Зачинено
kiosk_no_paper = Закінчився папір
kiosk_no_printer = Талони зараз не друкуються
kiosk_ask_staff = Будь ласка, зверніться до працівника.
kiosk_none_today = на сьогодні номерів більше немає
kiosk_none_until = на сьогодні номерів більше немає, { $when }
kiosk_priority = з перевагою

kiosk_numbers_now = Зараз викликані
kiosk_no_new_ticket = За останні хвилини тут ніхто не брав номер
kiosk_code_unknown = Жоден талон у черзі не має такого коду
kiosk_volume = Гучність { $step } з { $steps }
kiosk_ask_number = Який номер зараз?
kiosk_ask_ticket = Прочитати талон
kiosk_ask_louder = Гучніше
kiosk_ask_language = Мова
kiosk_language_chosen = Кіоск і ваш талон тепер цією мовою.

speech_letter =
    { $letter ->
        [A] а
        [B] бе
        [C] це
        [D] де
        [E] е
        [F] еф
        [G] ґе
        [H] аш
        [J] йот
        [K] ка
        [L] ель
        [M] ем
        [N] ен
        [P] пе
        [R] ер
        [S] ес
        [T] те
        [U] у
        [V] ве
        [W] дубль-ве
        [X] ікс
        [Y] ігрек
        [Z] зет
       *[other] { $letter }
    }
speech_number = { $letter } { $count }
speech_ticket = Талон
speech_counter = вікно { $counter }
speech_numbers_now = Зараз викликані:
speech_your_number = Ваш номер:
speech_service = Послуга: { $service }.
speech_ahead =
    { $count ->
        [0] Перед вами нікого немає.
        [1] Перед вами одна людина.
        [2] Перед вами дві людини.
        [one] Перед вами { $count } людина.
        [few] Перед вами { $count } людини.
       *[other] Перед вами { $count } людей.
    }
speech_turn_comes = Ваша черга підійде
speech_at = близько { $time }
speech_from = приблизно з { $time }
speech_until = до { $time }
speech_turn_in = Чекати приблизно від { $minutes }
speech_to_minutes =
    до { $minutes } { $minutes ->
        [one] хвилини
       *[other] хвилин
    }
speech_turn_within =
    { $minutes ->
        [1] Чекати не більше однієї хвилини.
        [2] Чекати не більше двох хвилин.
        [one] Чекати не більше { $minutes } хвилини.
       *[other] Чекати не більше { $minutes } хвилин.
    }
speech_turn_now = Ваша черга підійде зараз.
speech_called_to = Ваш номер викликано: вікно { $counter }.
speech_parked_advice =
    Коли прийдете, скажіть про це працівникові. Номер зберігається ще { $minutes } { $minutes ->
        [one] хвилину
        [few] хвилини
       *[other] хвилин
    }.
speech_remember_number = Запам’ятайте свій номер:

open_when = Працюємо { $when }.
numbers_when = Номери знову { $when }.

refusal_closed = Відділення зачинене.
refusal_no_more_today = На сьогодні номерів більше немає.
refusal_cap_reached = На цю послугу сьогодні номерів більше немає.
refusal_series_used_up = Номери цієї послуги на сьогодні закінчилися. Будь ласка, зверніться до працівника.
refusal_printer_not_ready = Талон не можна надрукувати: { $reason }.
refusal_no_paper = У цьому кіоску закінчився папір. Будь ласка, скористайтеся іншим кіоском, якщо він є, або зверніться до працівника.
refusal_no_printer = Цей кіоск зараз не друкує талони. Будь ласка, скористайтеся іншим кіоском, якщо він є, або зверніться до працівника.
refusal_ticket_not_taken = Будь ласка, спочатку візьміть попередній талон. Якщо його немає, зверніться до працівника.
refusal_still_printing = Будь ласка, зачекайте: ще друкується попередній талон.
refusal_storage_full = Нові номери зараз не видаються. Будь ласка, зверніться до працівника.
refusal_unknown_service = У цьому відділенні немає послуги «{ $service }».
gone_service = послуга, якої більше немає ({ $service })
refusal_unknown_counter = У цьому відділенні немає вікна { $counter }.
refusal_unknown_kiosk = У цьому відділенні немає такого кіоску.
refusal_unknown_ticket = Сьогодні в черзі немає такого номера.
refusal_counter_closed = Вікно зачинене. Спочатку відчиніть його.
refusal_counter_open = Вікно вже відчинене.
refusal_counter_held = Роботу вікна призупинено: до нього нікого не викликають, доки її не відновлять на сервісній сторінці.
refusal_counter_not_held = Роботу вікна не призупинено.
refusal_counter_busy = У вікні ще номер { $number }. Спочатку завершіть із ним.
refusal_nobody_called = До цього вікна нікого не викликано.
refusal_nobody_served = У цьому вікні зараз нікого не обслуговують.
refusal_nobody_waiting = Ніхто не чекає.
refusal_recall_first = Спочатку викличте ще раз; потім можна позначити неявку.
refusal_recalled_enough = Викликали вже достатньо. Позначте неявку або відкладіть номер.
refusal_not_possible_now = З номером { $number } зараз цього зробити не можна.
refusal_no_slip = Номер { $number } не має паперового талона. Скасуйте сам номер.
refusal_time_known = Годинник іде за сервером часу; встановлювати його вручну не потрібно.
refusal_time_past = Відомо, що зараз уже пізніше. Перевірте дату й час.
refusal_time_far_off = Такого року бути не може. Перевірте дату.
refusal_same_service = Номер уже чекає на цю послугу.
refusal_day_open = Робочий день уже відкрито.
refusal_day_closed = Робочий день не відкрито.
refusal_people_inside =
    { $count ->
        [one] Ще чекає або обслуговується { $count } людина.
        [few] Ще чекають або обслуговуються { $count } людини.
       *[many] Ще чекають або обслуговуються { $count } людей.
    } Спочатку завершіть обслуговування.
refusal_not_from_elsewhere = Це відділення не видає номери через телефон. Будь ласка, візьміть номер у відділенні.
refusal_outside_remote_hours = У цей час номери через телефон не видаються. У відділенні номер можна взяти в робочий час.
refusal_kept_for_walk_ins = Номери, що залишилися на сьогодні, призначені для тих, хто перебуває у відділенні.
refusal_one_ticket_only = У вас уже є дійсний номер. Щоб узяти інший, спочатку вийдіть із черги.
refusal_too_many_requests = Забагато запитів. Будь ласка, спробуйте пізніше або приходьте до відділення.
refusal_request_too_late = Запит надійшов до відділення запізно. Будь ласка, спробуйте ще раз.
refusal_left_before = Ви вийшли з черги. Якщо вам потрібен номер, станьте в неї знову.
refusal_wrong_code = Це не той код, який зараз показано на екрані. Код змінюється щохвилини: будь ласка, прочитайте його ще раз.
refusal_nobody_behind = За вами немає нікого, кого можна пропустити вперед. Ваше місце зберігається.
refusal_stepped_back_enough = Пропустити інших уперед більше не можна: це вже зроблено стільки разів, скільки дозволено.
refusal_overloaded = Зараз забагато роботи. Будь ласка, спробуйте ще раз.

why_joined = Взято номер { $number }: «{ $service }». Перед ним у черзі: { $ahead }.
why_called_first = { $number } викликано до вікна { $counter }: жоден із номерів, що чекають на це вікно, не взято раніше.
why_called_priority = До вікна { $counter } викликано { $number }, а не { $other }: { $other } взято раніше, але { $number } має перевагу.
why_called_returned = До вікна { $counter } викликано { $number }, а не { $other }: { $number } був відкладений і вчасно повернувся.
why_called_service = До вікна { $counter } викликано { $number }, а не { $other }: у цьому вікні немає послуги, на яку чекає { $other }.
why_called_not_here = До вікна { $counter } викликано { $number }, а не { $other }: людини з номером { $other } ще не було у відділенні. Номер { $other } відкладено, і він ще може повернутися до черги, перед іншими або за ними.
why_called_set_aside = До вікна { $counter } викликано { $number }, а не { $other }: { $other } взято раніше, але його було відкладено; він ще може повернутися до черги, перед іншими або за ними.
why_called_let_go_first = До вікна { $counter } викликано { $number }, а не { $other }: на прохання власника номера { $other } інших пропущено вперед.
why_called_stood_before = До вікна { $counter } викликано { $number }, а не { $other }: { $number } уже був у черзі, коли { $other } до неї повернувся.
why_called_passed_on = До вікна { $counter } викликано { $number }, а не { $other }: { $number } передано від іншого вікна зі збереженням місця; { $other } своїм місцем поступився.
why_called_again = Ще раз викликано до вікна { $counter }.
why_started = Розпочато обслуговування у вікні { $counter }.
why_set_aside = Працівник відклав номер.
why_set_aside_no_show = Номер відкладено: після виклику ніхто не підійшов.
why_set_aside_not_here = Номер відкладено: надійшла його черга, але людини ще не було у відділенні.
why_came_back = Людина у відділенні, номер у черзі.
why_let_others_go_first = На прохання власника номера кількох людей пропущено вперед.
why_passed_on = Передано на послугу «{ $service }»; час приходу збережено.
why_served = Обслуговування завершено.
why_did_not_come = Номер закрито: ніхто не підійшов і після повторного виклику.
why_cancelled = Номер скасовано.
why_expired = Термін дії номера закінчився.
why_other_joined_earlier = { $number } викликано до вікна { $counter }: взято раніше.
why_other_priority = { $number } викликано до вікна { $counter }: номер із перевагою.
why_other_returned = { $number } викликано до вікна { $counter }: був відкладений і вчасно повернувся.
why_other_service = { $number } викликано до вікна { $counter }, де цієї послуги немає.
why_other_not_here = { $number } викликано до вікна { $counter }: вас ще не було у відділенні.
why_other_set_aside = { $number } викликано до вікна { $counter }: цей номер тоді було відкладено.
why_other_errand = { $number } викликано до вікна { $counter } за іншою послугою; цей номер тоді було відкладено.
why_other_let_go_first = { $number } викликано до вікна { $counter }: на прохання власника цього номера інших пропущено вперед.
why_other_stood_before = { $number } викликано до вікна { $counter }: уже був у черзі, коли цей номер до неї повернувся.
why_other_passed_on = { $number } викликано до вікна { $counter }: передано від іншого вікна зі збереженням місця; цей номер своїм місцем поступився.
why_other_without_turn = { $number } обслужено у вікні { $counter } поза чергою: так вирішив працівник.
why_passed = Викликано раніше за цей номер, хоча взято пізніше або повернуто: { $count }.
why_passed_aside = Викликано раніше за цей номер, хоча взято пізніше або повернуто: { $count }; з них, поки цей номер було відкладено: { $aside }.
why_unknown = У журналі немає номера { $number }.

printer_unknown = принтер ще не відповів
printer_ready = готовий
printer_paper_near_end = папір скоро закінчиться
printer_paper_out = закінчився папір
printer_cover_open = відкрита кришка
printer_cutter_blocked = заклинило ніж
printer_jammed = застряг папір
printer_overheated = перегрілася друкувальна головка
printer_unrecoverable = принтер несправний
printer_ticket_not_taken = попередній талон не взято
printer_needs_power_cycle = принтер потрібно вимкнути й увімкнути
printer_error = помилка принтера
printer_offline = принтер не на зв’язку
printer_silent = принтер не відповідає

paper_none = без паперу
paper_reserved = чекає на друк
paper_sent = друкується
paper_printed = надруковано
paper_failed = не надрукувався
paper_uncertain = невідомо, чи надруковано

ticket_waiting = чекає
ticket_called = викликано
ticket_serving = обслуговується
ticket_remote = з телефону
ticket_priority = з перевагою

console_title = Пульт вікна
console_language = Мова
console_closed = Вікно зачинене
console_held = Роботу вікна призупинено
console_free = Вікно вільне
console_calling = Викликано { $number }
console_serving = Обслуговується { $number }
console_since =
    { $minutes ->
        [0] щойно
       *[other] { $minutes } хв
    }
console_recalls =
    { $count ->
        [0] викликано один раз
        [one] викликано повторно { $count } раз
        [few] викликано повторно { $count } рази
       *[many] викликано повторно { $count } разів
    }
console_waiting =
    { $count ->
        [0] Ніхто не чекає
        [one] Чекає { $count } людина
        [few] Чекають { $count } людини
       *[many] Чекають { $count } людей
    }
console_line = Черга
console_next = Наступні в черзі
console_parked = Відкладені
console_open = Відчинити вікно
console_close = Зачинити вікно
console_call_next = Наступний
console_recall = Викликати ще раз
console_no_show = Не прийшов
console_start = Почати
console_finish = Завершити
console_park = Відкласти
console_transfer = Передати на іншу послугу
console_transfer_to = На яку послугу?
console_walk_direct = Обслужити без талона
console_check_in = Прийшов
console_cancel = Прибрати з черги
console_cancel_sure = Прибрати { $number } з черги?
console_reprint = Надрукувати копію
console_open_day = Відкрити день
console_close_day = Закрити день
console_day_closed = День закрито: номери не видаються.
console_number = Номер
console_done = Готово.
console_got = Номер { $number }.
console_disconnected = Немає зв’язку з програмою черги. Пробуємо ще раз.
console_counters = Вікна
console_day = Робочий день
console_more = і ще { $count }
console_back = Назад
console_why = Чи пропущено номер?
console_why_tell = Показати хід номера
console_pin = PIN вікна
console_sign_in = Увійти
console_sign_out = Вийти

fault_none = Усе працює.
fault_printer_unknown = Принтер після ввімкнення ще не відповів.
fault_printer_unknown_do = Зачекайте пів хвилини; якщо нічого не зміниться, перевірте живлення і кабель принтера.
fault_paper_near_end = Рулон паперу скоро закінчиться.
fault_paper_near_end_do = Приготуйте новий рулон і замініть його, коли немає черги.
fault_paper_out = У принтері закінчився папір; талони не видаються.
fault_paper_out_do = Вставте новий рулон і закрийте кришку. Старі талони після цього не надрукуються.
fault_cover_open = Відкрита кришка принтера; талони не видаються.
fault_cover_open_do = Закрийте кришку до клацання.
fault_cutter_blocked = Заклинило ніж принтера; талони не видаються.
fault_cutter_blocked_do = Вимкніть принтер, приберіть застряглий папір і ввімкніть принтер.
fault_jammed = У принтері застряг папір; талони не видаються.
fault_jammed_do = Відкрийте принтер, приберіть застряглий папір і закрийте принтер.
fault_overheated = Друкувальна головка перегрілася; талони тимчасово не видаються.
fault_overheated_do = Зачекайте: принтер продовжить сам. Якщо це трапляється часто, забезпечте йому краще охолодження.
fault_unrecoverable = Принтер повідомляє про несправність, яку не може усунути сам; талони не видаються.
fault_unrecoverable_do = Вимкніть принтер, зачекайте десять секунд і ввімкніть його; якщо несправність залишиться, замініть принтер.
fault_ticket_not_taken = У виході принтера залишився талон; інші не видаються.
fault_ticket_not_taken_do = Вийміть талон; якщо його там немає, очистьте датчик у виході.
fault_needs_power_cycle = У принтері може залишатися частина старого талона; талони не видаються.
fault_needs_power_cycle_do = Вимкніть принтер, вставте папір, якщо його немає, і ввімкніть принтер; тоді нічого старого не надрукується.
fault_power_cycled = Принтер було вимкнено й увімкнено
fault_new_roll = Вставлено новий рулон
fault_printer_error = Принтер повідомляє про помилку; талони не видаються.
fault_printer_error_do = Якщо застряг папір, витягніть його; потім вимкніть і ввімкніть принтер. Якщо помилка залишиться, замініть принтер.
fault_printer_offline = Принтер не на зв’язку; талони не видаються.
fault_printer_offline_do = Натисніть на принтері кнопку готовності, перевірте кришку і папір.
fault_printer_silent = Принтер не відповідає; талони не видаються.
fault_printer_silent_do = Перевірте живлення і кабель принтера; потім вимкніть і ввімкніть його.
fault_printer_missing = Принтер не відповідає ({ $why }); талони не видаються.
fault_button_stuck = Кнопка { $button } кіоску залипла і не враховується.
fault_button_stuck_do = Звільніть кнопку; решта кнопок працює.
fault_key_stuck = Клавіша { $key } клавіатури біля вікна { $counter } залипла і не враховується.
fault_key_stuck_do = Звільніть клавішу; решта клавіш і пульт працюють.
fault_device = Пристрій «{ $device }» не працює ({ $why }).
fault_device_do = Перевірте кабель, роз’єм і запис про пристрій у файлі обладнання (board); коли пристрій знову запрацює, це повідомлення зникне.
fault_centre = Відділення зараз не пов’язане з центральною чергою ({ $why }).
fault_centre_do = Черга тут триває, але стати в неї з телефону не можна. Перевірте мережу та таблицю [link] у файлі відділення (site). Якщо для цього відділення працює ще один пристрій, вимкніть його.
fault_stranded = Жодне вікно більше не надає послугу цих номерів: { $numbers }
fault_stranded_do = Вкажіть у файлі відділення вікно, яке її надає, або анулюйте ці номери й видайте людям нові.
fault_storage_full = На диску немає місця; нові номери не видаються.
fault_storage_full_do = Звільніть місце на диску з текою стану.
fault_clock_unsynced = Годинник не синхронізовано; час указується у хвилинах, день сам не відкривається і не закривається.
fault_clock_unsynced_do = Перевірте мережу і сервер часу; час можна установити вручну на сервісній сторінці, день можна відкрити з пульта вікна.
fault_clock_jumped = Час на годиннику різко змінився; поки ми йому не довіряємо.
fault_clock_jumped_do = Перевірте, чи правильно йде годинник; невдовзі все продовжиться саме.
fault_journal_quarantined = Частину записів втрачено: база даних була пошкоджена або відновлена з резервної копії.
fault_journal_quarantined_do = Збережіть відкладені файли й повідомте службі підтримки; видані номери не повторяться.

demo_title = rinda: відділення на одному комп’ютері
demo_try = Спробуйте
demo_try_press = Натисніть кнопку кіоску. Номер опиняється на диску раніше, ніж на папері.
demo_try_call = Відкрийте вікно і викличте наступний номер. Дивіться на екран у залі.
demo_try_follow = Відкрийте посилання під талоном: телефон показує ту саму сторінку.
demo_try_join = Станьте в чергу з телефону за посиланням нижче. У залі вас порахують серед тих, хто в дорозі; прийшовши, введіть код з екрана.
demo_try_paper = Вийміть папір. Кіоск скаже про це словами, а черга триватиме.
demo_try_power = Запустіть серію натискань і посередині вимкніть живлення. Кожен показаний номер знову буде в черзі, один раз.
demo_phones = Телефон: стати в чергу
demo_operator = Оператор центру
demo_kiosk = Кіоск
demo_kiosk_numbered = Кіоск { $kiosk }
demo_kiosk_display = Екран кіоску
demo_slips = Талони
demo_slip = Талон { $number }
demo_slip_unread = Надрукований талон
demo_no_slips = Поки не надруковано жодного талона.
demo_follow = Стежити за { $number } у телефоні
demo_keypad = Клавіатура
demo_counter_display = Табло вікна
demo_scanner = Сканер кодів: посилання талона
demo_scan = Зчитати
demo_hall = Екран у залі
demo_call = Номер { $number }, вікно { $counter }
demo_sound = Звук
demo_listen = Слухати
demo_silence = Ще нічого не прозвучало.
demo_chime = Гонг
demo_quiet = тихі години
demo_unheard = без звуку
demo_no_voice = На цьому комп’ютері немає голосу (бракує espeak-ng), тому є лише текст.
demo_counters = Вікна
demo_trouble = Несправності
demo_printer = Принтер
demo_paper_near_end = Папір закінчується
demo_paper_out = Папір закінчився
demo_cover_open = Кришка відкрита
demo_cutter_blocked = Заклинило ніж
demo_jammed = Застряг папір
demo_overheated = Перегрів головки
demo_broken = Принтер несправний
demo_offline = Немає зв’язку
demo_printer_off = Вимкнений
demo_silent = Не відповідає
demo_printer_cycle = Вимкнути й увімкнути принтер
demo_roll = Рулон паперу: витрачено близько { $used }{ "\u00A0" }м із { $length }{ "\u00A0" }м; аркушів після останньої заміни: { $slips }.
demo_clock = Годинник
demo_clock_unsynced = Не синхронізовано
demo_clock_jump = Перевести годинник вручну
demo_clock_right = Поставити правильно
demo_jump_hours = { $amount } год
demo_jump_days = { $amount } д
demo_power = Живлення
demo_power_on = Увімкнути живлення
demo_power_by_itself = Повернеться саме
demo_power_cut = Вимкнути живлення
demo_power_off = Живлення немає; відділення відновиться з диска.
demo_burst = Серія натискань
demo_burst_stop = Зупинити
demo_enlarge = Збільшити
demo_close = Закрити
demo_line_empty = У черзі нікого немає.
demo_clock_doubted = часу не довіряють
demo_power_back = Живлення є, відділення відновлено з диска.
demo_power_before = Номерів до цього
demo_power_after = Номерів після
demo_power_kept = Жоден не зник.

lamp_ready = готова
lamp_busy = зачекайте
lamp_off = не світиться

follow_title = Ваш номер
follow_next = Наступна черга ваша.
follow_stay = Сторінка оновлюється сама. Будь ласка, залишайтеся поруч із залом.
follow_come = Будь ласка, підійдіть
follow_served = Вас обслуговують
follow_parked = Ваш номер відкладено
follow_parked_advice = Коли прийдете, скажіть про це працівникові. Номер зберігається ще { $minutes }{ "\u00A0" }хв.
follow_absent = Коли прийдете, будь ласка, скажіть про це працівникові.
follow_over = Цього номера більше немає в черзі.
follow_over_advice = Номер дійсний один день. Якщо ви досі чекаєте, будь ласка, зверніться до працівника.
follow_away = Зараз немає зв’язку з відділенням. Ваш номер залишається чинним.
follow_as_of = Дані на { $time }

page_not_found = Такої сторінки немає.
page_wrong_method = Цю адресу так використовувати не можна.
page_wrong_host = Ця адреса не належить цьому пристрою.
page_foreign = Запит надійшов з іншого сайту і не був виконаний.
page_not_json = Запит має бути у форматі JSON (content-type: application/json).
page_too_large = Запит завеликий.
page_too_slow = Запит не надійшов вчасно.
page_garbage = Запит не вдалося зрозуміти.
page_too_many = Відкрито забагато з’єднань. Будь ласка, закрийте зайві вікна або спробуйте трохи згодом.
page_no_power = Програма черги зараз не працює. Сторінка продовжить роботу сама.
page_unsure = Програма черги зупинилася. Перш ніж повторити, перевірте, чи це вже не зроблено.
page_needs_script = Для цієї сторінки в браузері має бути ввімкнено JavaScript.
page_failed = Не вийшло. Будь ласка, спробуйте ще раз.
page_too_often = Забагато спроб. Будь ласка, зачекайте хвилину.
page_needs_cookie = Щоб стати в чергу, дозвольте браузеру файли cookie цього сайту.
page_counter_needs_pin = Спершу увійдіть із PIN цього вікна.
page_counter_no_pin = Для цього вікна PIN ще не задано. Його може задати технік.

phone_offices = Виберіть відділення
phone_no_offices = Зараз немає відомостей про жодне відділення. Сторінка оновлюється сама.
phone_find = Знайти відділення
phone_my_number = Мій номер
phone_services = Виберіть послугу
phone_back = Усі відділення
phone_until = до { $time }
phone_in_line =
    { $count ->
        [0] черги немає
       *[other] { $count } у черзі
    }
phone_counters =
    { $count ->
        [0] усі вікна зачинені
        [one] відчинено { $count } вікно
        [few] відчинено { $count } вікна
       *[other] відчинено { $count } вікон
    }
phone_offline = Немає зв’язку з відділенням
phone_offline_advice = Зараз отримати номер телефоном не можна. Будь ласка, спробуйте пізніше або приходьте до відділення.
phone_as_of_offline = Дані на { $time }; зв’язку з відділенням немає
phone_travel = У дорозі
phone_join = Стати в чергу
phone_today_only = Номер дійсний лише сьогодні.
phone_requested = Запит надіслано
phone_requested_advice = Номер дає відділення. Зазвичай це триває кілька секунд; до того місця в черзі ще немає.
phone_confirmed = Підтверджено
phone_unconfirmed = Відділення не відповіло
phone_unconfirmed_advice = Номера немає. Будь ласка, спробуйте ще раз або приходьте до відділення.
phone_refused = Номер не видано
phone_join_again = Спробувати ще раз
phone_unknown = За цим посиланням сьогодні немає номера
phone_unknown_advice = Посилання діє лише в день видачі номера. Якщо номер узято щойно, сторінка оновиться сама.
phone_ahead =
    { $count ->
        [0] перед вами нікого
       *[other] перед вами { $count }
    }
phone_not_before = не раніше { $time }
phone_set_out_by = Виходьте не пізніше { $time }
phone_set_out_in = Виходьте не пізніше ніж за { $minutes }{ "\u00A0" }хв
phone_set_out_now = Час виходити
phone_set_out_late = Якщо вийти лише зараз, ви, найімовірніше, запізнитеся
phone_kept_until = Номер зберігається щонайменше до { $time }. У відділенні відмітьтеся кодом або скажіть працівникові.
phone_kept_for = Після вашої черги номер зберігається { $minutes }{ "\u00A0" }хв. У відділенні відмітьтеся кодом або скажіть працівникові.
phone_set_out_advice = Рахуємо { $minutes }{ "\u00A0" }хв на дорогу і кілька хвилин у відділенні.
phone_other_number = До номера, який уже взято
phone_notify = Повідомити, коли час
phone_notified = Повідомимо, коли час. Будь ласка, не закривайте сторінку.
phone_go_to = Вікно { $counter }
phone_stay = Відділення знає, що ви на місці. Будь ласка, будьте поруч із залою.
phone_here = Я у відділенні
phone_code = Код з екрана у відділенні
phone_code_advice = Код видно на екрані в залі та на кіоску; він змінюється щохвилини.
phone_send = Надіслати
phone_more_time = Потрібно більше часу
phone_leave = Вийти з черги
phone_leave_sure = Вийти з черги? Місце буде втрачено.
phone_leave_yes = Вийти
phone_leave_no = Залишитися
phone_parked_until = Номер зберігається до { $time }.
phone_parked_advice = У відділенні відмітьтеся тут кодом або скажіть працівникові: номер повернеться в чергу.
phone_asked = Надіслано до відділення.
phone_not_answered = Відділення не відповіло. Будь ласка, спробуйте ще раз.
phone_more_time_done = Кілька людей тепер перед вами.
phone_served = Обслуговування завершено
phone_left = Ви вийшли з черги
phone_no_show = Номер викликали, але ніхто не підійшов
phone_cancelled = Номер скасовано
phone_expired = Термін дії номера минув
phone_show_code = У відділенні цей код можна показати сканеру кіоска.
phone_too_many_codes = Введено забагато неправильних кодів. Будь ласка, покажіть свій код сканеру кіоска або зверніться до працівників.
phone_code_picture = Код вашого номера
phone_problem = Повідомити про проблему
phone_problem_subject = Проблема з чергою: { $office }
phone_no_connection = Немає з’єднання. Сторінка відновить роботу сама.
phone_not_possible = З цим номером зараз так зробити не можна.
phone_unknown_service = Такої послуги в цьому відділенні більше немає.
phone_checking_in = Відмічаємо вас у відділенні…
phone_no_number_here = У цьому телефоні немає номера цього відділення
phone_no_number_advice = Відкрийте сторінку свого номера і введіть код там або станьте в чергу.

operator_title = Відділення
operator_no_branches = Поки що немає відомостей про жодне відділення.
operator_broker_lost = Немає зв’язку з брокером повідомлень з { $time }; усе нижче не новіше за цей час.
operator_live = На зв’язку; останнє повідомлення о { $time }
operator_stale = Немає зв’язку; останнє повідомлення о { $time }
operator_waiting_mixed = { $here } у відділенні, { $remote } телефоном
operator_counters = Вікна
operator_no_counters = усі зачинені
operator_forecasts = Прогнози, що справдилися
operator_percent = { $percent }{ "\u00A0" }%
operator_not_known = поки невідомо
operator_behind = Частину повідомлень відділення ще не отримано; їх запитано.
operator_other_device = Ще один пристрій говорить від імені цього відділення ({ $device }, о { $time }). Йому не вірять. Вимкніть один із двох.
operator_other_past = Пристрій розповідає інше минуле, ніж раніше ({ $device }, о { $time }), як після відновлення з копії. Йому не вірять.
operator_requests = Запити сьогодні
operator_requests_told = чекають { $open }, виконані { $granted }, відхилені { $refused }, без відповіді { $unconfirmed }
operator_version = Версія
operator_day = День
operator_day_open = відкритий
operator_day_closed = закритий

report_title = Звіт за день
report_times = Відчинено з { $from } до { $until }.
report_so_far = Відчинено з { $from }; показники до { $until }.
report_clock_doubted = Під час відкриття дня годинник не був синхронізований: час на годиннику може бути неправильним, тривалості правильні.
report_no_day = У журналі немає такого дня.
report_people = Люди
report_came = прийшло
report_served = обслужено
report_passed_on = передано
report_did_not_come = не з’явилось
report_cancelled = скасовано
report_unserved = не обслужено
report_still_here = ще тут
report_all = усі
report_walk_in = біля кіоска
report_phone = з телефона
report_priority = з перевагою
report_waits = Очікування, хвилини
report_waits_note = Від взяття номера або передання до першого виклику. Відкладені до цього не враховані.
report_service = Обслуговування, хвилини
report_count = людей
report_mean = середнє
report_median = медіана
report_p90 = 90 зі 100
report_set_aside = Відкладені номери
report_set_aside_no_show = після виклику ніхто не підійшов
report_set_aside_not_here = у свою чергу не були у відділенні
report_set_aside_clerk = відклав працівник
report_came_back = повернулись
report_times_count = разів
report_hours = За годинами
report_mean_wait = середнє очікування, хв
report_no_shows = виклики без відповіді
report_held = справджені прогнози
report_forecasts = Прогнози, секунди
report_forecasts_note = В інтервалі: очікування потрапило в названий інтервал, розрахований на 80 зі 100. Усі рядки, крім першого, знають лише цей день, ніби його програли знову, і не враховують тих, хто прийшов раніше, ніж було видно, що хоч одне вікно працює з їхньою послугою.
report_told = сказано людям
report_ours = той самий метод
report_with_leavings = QL з тими, хто пішов
report_last_waits = середнє останніх 20
report_last_hour = остання година
report_mean_error = середня похибка
report_median_error = медіана похибки
report_root_error = RMSE
report_inside = в інтервалі
report_width = ширина
report_winkler = Winkler
report_picture_waits = Очікування протягом дня
report_picture_waits_help = Кожна точка – людина: час вступу до черги й очікування у хвилинах. Риски – середні для викликаних за годину.
report_picture_service = Час обслуговування
report_picture_service_help = Темна смуга закінчується на медіані, світла – на тому, чого 90 зі 100 не перевищили, у хвилинах.
report_picture_no_shows = Виклики, на які ніхто не підійшов
report_picture_no_shows_help = За годинами.
report_picture_held = Прогнози, що справдилися
report_picture_held_help = Зі ста, за годинами; під кожним стовпчиком – скільки з скількох. Лінія – на 80, на які розраховані інтервали.

service_title = Обслуговування
service_wrong = Що не гаразд
service_today = Черга сьогодні
service_devices = Пристрої
service_history = Що було з пристроями від запуску програми
service_history_none = Нічого не змінилося.
service_centre = Центральна черга
service_clock = Годинник
service_machine = Комп’ютер
service_program = Програма
service_config = Чинні налаштування
service_config_show = Показати налаштування
service_config_built_in = типове значення
service_printer = Принтер кіоску { $kiosk }
service_roll = надруковано аркушів після останньої заміни рулону: { $slips }
service_devices_work = Справних пристроїв
service_left_out = Не показано рядків: { $lines }. Усі рядки: rinda service status
service_works = працює
service_parked = Відкладені номери
service_waiting = Чекають
service_taken = видано { $taken }, чекають { $waiting }
service_forecasts_few = поки невідомо. Викликано сьогодні після очікування: { $told }; потрібно: { $needed }
service_broker = Брокер (MQTT)
service_connection = Зв’язок
service_connected = є
service_no_centre = Відділення не під’єднане до центральної черги (у налаштуваннях немає [link]).
service_certificate = Сертифікат
service_certificate_until = чинний до { $date }; лишилося днів: { $days }
service_time = Час
service_trust = Довіра
service_trusted = годиннику можна вірити
service_clock_stated = час установлено вручну; він діє, доки пристрій не вимкнуть або не відповість сервер часу
service_not_trusted = годиннику не можна вірити
service_doubtful_time = { $time } (годиннику не можна вірити)
service_disk = Вільно на диску
service_of = { $part } із { $whole }
service_state = Дані займають
service_temperature = Температура
service_voltage = Напруга живлення
service_voltage_good = достатня
service_voltage_low = занизька
service_voltage_was_low = зараз достатня, але від увімкнення була занизькою
service_memory = Пам’ять програми
service_epoch = Епоха журналу
service_events = Подій у журналі
service_pin = PIN для обслуговування
service_sign_in = Увійти
service_sign_out = Вийти
service_acts = Дії
service_resync = Повідомити все центральній черзі знову
service_restart_printer = Відкрити принтер знову
service_restart_displays = Відкрити всі екрани знову
service_restart_link = Під’єднатися до центральної черги знову
service_done = Зроблено й записано в аудит.
service_kiosk = Кіоск
service_counter = Вікно
service_close_counter = Зачинити вікно
service_hold = Призупинити виклики до вікна
service_release = Відновити виклики
service_void = Анулювати талон
service_time_now = Правильний час
service_state_time = Установити час
page_time_stated = Зараз { $time }.
page_time_skipped = Цього дня такого часу немає: годинники переводять уперед. Перевірте час або вкажіть його з часовим поясом.
service_take_away = Узяти з собою
service_day = День (порожньо: останній)
service_day_report = Звіт за день
service_day_pictures = День у зображеннях
service_day_file = Звіт файлом
service_day_svg = Звіт зображенням (SVG)
service_day_log = День у CSV
service_backup = Резервна копія
service_bundle = Файл для підтримки
service_working = Зачекайте…
service_stopped = Черга не працює.
page_needs_pin = Спершу увійдіть із PIN для обслуговування.
page_no_pin = На цьому пристрої PIN для обслуговування не задано. Задайте його командою «rinda service set-pin».
page_wrong_pin = Неправильний PIN.
page_pin_wait = Забагато неправильних PIN. Спробуйте ще раз через { $seconds } с.
page_not_recorded = До журналу аудиту неможливо писати, тому дію відхилено.
page_centre_silent = Центральна черга не підтвердила, що їй усе відомо. Перевірте, чи є з нею зв’язок, і спробуйте ще раз.
page_no_centre = У цього відділення немає центральної черги.
fault_disk_low = На диску майже немає місця.
fault_disk_low_do = Звільніть місце на диску з каталогом даних; коли він заповниться, нових номерів не видаватимуть.
fault_pin_missing = PIN для обслуговування не задано: на сторінці обслуговування не можна виконати жодної дії.
fault_pin_missing_do = Задайте його командою «rinda service set-pin».
fault_hot = Комп’ютер перегрівся ({ $degrees }{ "\u00A0" }C).
fault_hot_do = Перевірте вентиляцію та вентилятор; перегрітий комп’ютер працює повільніше.
fault_voltage = Напруга живлення комп’ютера занизька.
fault_voltage_do = Замініть блок живлення або кабель; інакше комп’ютер може вимкнутися й пошкодити картку.
fault_certificate_ends = Невдовзі спливає сертифікат для зв’язку з центральною чергою; лишилося днів: { $days }.
fault_certificate_over = Сертифікат для зв’язку з центральною чергою сплив.
fault_certificate_do = Попросіть оператора центральної черги видати новий і покладіть його у файл, указаний у [link]; перезапуск не потрібен.
service_configuration = Конфігурація
service_configuration_files = за файлами
service_configuration_probation = випробовується нова; через { $seconds } с вона залишиться, якщо не буде нових несправностей
service_configuration_last_good = остання справна, а не та, що у файлах
service_reload = Перезавантажити конфігурацію
service_reload_compare = Що зміниться
service_keep = Залишити нову конфігурацію
service_go_back = Повернутися до попередньої конфігурації
service_reload_same = У файлах те саме, що вже діє; нічого не змінено.
service_reload_differs = Зміниться таке:
service_reload_wrong = У файлах є помилки; нічого не змінено.
service_reload_begun = Відділення починає роботу знову з новою конфігурацією. Її випробовують { $seconds } с; вона залишається, якщо не буде нових несправностей, інакше повертається попередня. Залишити її чи повернути попередню можна й раніше.
service_reload_removed = вилучено
page_probation = Уже випробовується інша конфігурація. Спершу залиште її або поверніться до попередньої.
page_no_probation = Зараз жодна конфігурація не випробовується.
page_state_unwritten = До каталогу даних не можна записати, тому нічого не змінено: { $why }
fault_configuration = Файли конфігурації не використовуються; діє остання справна конфігурація. Причина: { $why }
fault_configuration_do = Виправте файли й перезавантажте конфігурацію («rinda service reload»). До того часу відділення працює з останньою справною, також після перезапуску.

album_title = День у зображеннях
album_back = Назад на сторінку обслуговування
album_day = День
album_time = Час
album_show = Показати
album_previous = Попередня подія
album_next = Наступна подія
album_keys = Клавіші зі стрілками ліворуч і праворуч роблять те саме, що й ці дві кнопки.
album_hall = Екран у залі
album_slips = Талони близько цього часу
album_no_slips = Ще не було надруковано жодного талона.
album_no_days = У журналі ще немає жодного дня.
album_no_date = «{ $text }» не дата. Напишіть так: 2026-11-26; або напишіть: newest.
album_no_time = «{ $text }» не час. Напишіть так: 10:42 або 10:42:30.
album_too_early = До { $time } цього дня ще нічого не сталося.
album_no_picture = Цього дня немає такого зображення.

trial_head = Перевірити
trial_lamps = Поблимати лампочками
trial_displays = Тестове зображення на всіх екранах
trial_picture = Тестове зображення
trial_good = Перевірку завершено. Наскільки може судити цей комп’ютер, усе гаразд.
trial_bad = Перевірку завершено. Щось не працює.
trial_blinked = лампочка блимала { $seconds } с
trial_shown = тестове зображення було на екрані { $seconds } с ({ $width_px } x { $height_px })
trial_gave_way = вміст екрана був комусь потрібен, і тестове зображення поступилося місцем
trial_fails = не працює: { $why }
trial_another = Уже триває інша перевірка. Зачекайте, доки вона завершиться.
trial_no_device = У цьому відділенні немає такого пристрою.
trial_slip_print = Надрукувати пробний аркуш
trial_feed = Подати папір
trial_cut = Відрізати папір
trial_present = Видати папір
trial_slip = ПЕРЕВІРКА, НЕ ТАЛОН
trial_slip_notice = Це не талон
trial_slip_width = Точки
trial_slip_code = Для перевірки сканера
trial_printed_echo = зроблено; принтер підтвердив це, повторивши мітку завдання
trial_printed_status = зроблено; принтер підтвердив це справним станом після завдання
trial_not_printed = не зроблено: { $why }
trial_print_uncertain = можливо, зроблено, але точно дізнатися не можна: { $why }
trial_slip_on_its_way = Там зараз друкується талон. Спробуйте ще раз за хвилину.
trial_printer_not_ready = Принтер зараз не може друкувати: { $why }. Спершу усуньте це.
trial_link = Брокер і центральна черга
trial_all = Перевірити все
trial_answered = відповідь надійшла через { $ms } мс
trial_silent = за { $seconds } с відповіді немає
trial_no_fault = несправностей не відомо; у роботі не перевірялося
trial_not_tried = не перевірялося. { $why }
trial_not_fitted = у конфігурації немає
trial_broken_off = Програма завершила роботу або почала її знову до кінця перевірки. Будь ласка, перевірте ще раз.
trial_no_presenter = У цього принтера немає презентера, тому він не може видати папір.
trial_no_cutter = У цього принтера немає відрізувача; папір відривають рукою.
trial_cuts_to_present = Цей принтер відрізає папір, лише щоб його видати. Виберіть «{ $other }».
trial_sounds = Відтворити звуки
trial_played = відтворено до кінця
trial_no_voice = сигнал пролунав, але слова не вимовлено
trial_interrupted = треба було озвучити виклик або відповідь, і перевірка поступилася місцем
trial_buttons = Спостерігати за кнопками й сканером
trial_keys = Спостерігати за клавішами
trial_watching = Триває перевірка кнопок
trial_watching_advice = Зачекайте хвилину.
trial_watch_now = Тепер натискайте кнопки або показуйте код. Упродовж хвилини це видно лише тут; талони не видаються, нікого не викликають.
trial_watched = Перевірку завершено: кнопки знову працюють як зазвичай.
trial_pressed = натиснута
trial_released = відпущена
trial_lost = більше не видна
trial_code = прочитано код, що закінчується на «{ $end }»; знаків: { $letters }
trial_in_use = Там зараз когось обслуговують. Спробуйте ще раз за хвилину.
