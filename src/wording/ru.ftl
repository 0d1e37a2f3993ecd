# Русский язык. Обращение на «вы»; коротко и вежливо.

language_name = Русский

counter_name = Окно { $counter }
counter_name_short = Окно { $counter }

time_today = сегодня с{ "\u00A0" }{ $time }
time_tomorrow = завтра с{ "\u00A0" }{ $time }
time_weekday =
    { $weekday ->
        [1] в понедельник
        [2] во вторник
        [3] в среду
        [4] в четверг
        [5] в пятницу
        [6] в субботу
       *[7] в воскресенье
    } с{ "\u00A0" }{ $time }
time_date =
    { $day } { $month ->
        [1] января
        [2] февраля
        [3] марта
        [4] апреля
        [5] мая
        [6] июня
        [7] июля
        [8] августа
        [9] сентября
        [10] октября
        [11] ноября
       *[12] декабря
    } с{ "\u00A0" }{ $time }
wait_minutes = { $minutes } мин
wait_up_to = до { $minutes } мин
wait_none = сразу

slip_ahead = Перед вами
slip_ahead_count =
    { $count ->
        [0] никого
       *[other] { $count }
    }
slip_turn = Ваша очередь
slip_turn_at = Ваша очередь около
slip_turn_in = Ваша очередь примерно через
slip_no_forecast = Время ожидания пока неизвестно.
slip_follow = Следите за очередью в телефоне.
slip_call_notice = Номер появится на экране
slip_copy = КОПИЯ

hall_newest = Сейчас вызван
hall_earlier = Вызваны ранее
hall_nobody_called = Пока никого не вызвали
hall_remote_since = В очереди с телефона с { $time }
hall_remote_before = В очереди с телефона с { $time }, раньше всех, кто ждёт здесь
hall_take_number = Возьмите номер и ждите вызова.
hall_waiting =
    { $count ->
        [0] В очереди никого
        [one] В очереди { $count } человек
        [few] В очереди { $count } человека
       *[many] В очереди { $count } человек
    }
hall_waiting_mixed = В очереди { $here } здесь · { $remote } с телефона
hall_check_in = Номер в телефоне?
hall_check_in_code = Я здесь: код
hall_wait = Ожидание { $wait }
hall_closed = Закрыто
hall_stale = Данные на { $time }
hall_stale_minutes = Данные { $minutes } мин назад
hall_stale_advice = Слушайте, что говорят сотрудники.

kiosk_press = Нажмите кнопку
kiosk_please_wait = Пожалуйста, подождите
kiosk_starting = Минуту, готовимся к работе
kiosk_printing = Печатаем ваш номер
kiosk_printing_advice = Пожалуйста, дождитесь талона.
kiosk_take_slip = Возьмите талон
kiosk_slip_failed = Талон не напечатался
kiosk_slip_uncertain = Талон вышел?
kiosk_remember_number = Запомните ваш номер: { $number }
kiosk_in_line = Вы в очереди и без талона. Если нужно, спросите сотрудника.
kiosk_closed = Закрыто
kiosk_no_paper = Закончилась бумага
kiosk_no_printer = Талоны сейчас не печатаются
kiosk_ask_staff = Пожалуйста, обратитесь к сотруднику.
kiosk_none_today = на сегодня номеров больше нет
kiosk_none_until = на сегодня номеров больше нет, { $when }
kiosk_priority = с преимуществом

kiosk_numbers_now = Сейчас вызваны
kiosk_no_new_ticket = Здесь в последние минуты никто не брал номер
kiosk_code_unknown = Ни у одного талона в очереди нет такого кода
kiosk_volume = Громкость { $step } из { $steps }
kiosk_ask_number = Какой номер сейчас?
kiosk_ask_ticket = Прочитать талон
kiosk_ask_louder = Громче
kiosk_ask_language = Язык
kiosk_language_chosen = Киоск и ваш талон теперь на этом языке.

speech_letter =
    { $letter ->
        [A] а
        [B] бэ
        [C] цэ
        [D] дэ
        [E] е
        [F] эф
        [G] гэ
        [H] аш
        [J] йот
        [K] ка
        [L] эль
        [M] эм
        [N] эн
        [P] пэ
        [R] эр
        [S] эс
        [T] тэ
        [U] у
        [V] вэ
        [W] дубль-вэ
        [X] икс
        [Y] игрек
        [Z] зет
       *[other] { $letter }
    }
speech_number = { $letter } { $count }
speech_ticket = Талон
speech_counter = окно { $counter }
speech_numbers_now = Сейчас вызваны:
speech_your_number = Ваш номер:
speech_service = Услуга: { $service }.
speech_ahead =
    { $count ->
        [0] Перед вами никого нет.
        [1] Перед вами один человек.
        [few] Перед вами { $count } человека.
       *[other] Перед вами { $count } человек.
    }
speech_turn_comes = Ваша очередь подойдёт примерно
speech_at = в { $time }
speech_from = с { $time }
speech_until = до { $time }
speech_turn_in = Ждать примерно от { $minutes }
speech_to_minutes =
    до { $minutes } { $minutes ->
        [one] минуты
       *[other] минут
    }
speech_turn_within =
    { $minutes ->
        [1] Ждать не больше одной минуты.
        [2] Ждать не больше двух минут.
        [one] Ждать не больше { $minutes } минуты.
       *[other] Ждать не больше { $minutes } минут.
    }
speech_turn_now = Ваша очередь сейчас подойдёт.
speech_called_to = Ваш номер вызван: окно { $counter }.
speech_parked_advice =
    Когда придёте, скажите об этом сотруднику. Номер сохраняется ещё { $minutes } { $minutes ->
        [one] минуту
        [few] минуты
       *[other] минут
    }.
speech_remember_number = Запомните свой номер:

open_when = Работаем { $when }.
numbers_when = Номера снова { $when }.

refusal_closed = Отделение закрыто.
refusal_no_more_today = На сегодня номеров больше нет.
refusal_cap_reached = На эту услугу сегодня номеров больше нет.
refusal_series_used_up = Номера этой услуги на сегодня закончились. Пожалуйста, обратитесь к сотруднику.
refusal_printer_not_ready = Талон нельзя напечатать: { $reason }.
refusal_no_paper = В этом киоске закончилась бумага. Пожалуйста, воспользуйтесь другим киоском, если он есть, или обратитесь к сотруднику.
refusal_no_printer = Этот киоск сейчас не печатает талоны. Пожалуйста, воспользуйтесь другим киоском, если он есть, или обратитесь к сотруднику.
refusal_ticket_not_taken = Пожалуйста, сначала возьмите предыдущий талон. Если его нет, обратитесь к сотруднику.
refusal_still_printing = Пожалуйста, подождите: ещё печатается предыдущий талон.
refusal_storage_full = Новые номера сейчас не выдаются. Пожалуйста, обратитесь к сотруднику.
refusal_unknown_service = В этом отделении нет услуги «{ $service }».
gone_service = услуга, которой больше нет ({ $service })
refusal_unknown_counter = В этом отделении нет окна { $counter }.
refusal_unknown_kiosk = В этом отделении нет такого киоска.
refusal_unknown_ticket = Сегодня в очереди нет такого номера.
refusal_counter_closed = Окно закрыто. Сначала откройте его.
refusal_counter_open = Окно уже открыто.
refusal_counter_held = Работа окна приостановлена: к нему никого не вызывают, пока её не возобновят на сервисной странице.
refusal_counter_not_held = Работа окна не приостановлена.
refusal_counter_busy = В окне ещё номер { $number }. Сначала закончите с ним.
refusal_nobody_called = К этому окну никто не вызван.
refusal_nobody_served = В этом окне сейчас никого не обслуживают.
refusal_nobody_waiting = Никто не ждёт.
refusal_recall_first = Сначала вызовите ещё раз; потом можно отметить неявку.
refusal_recalled_enough = Вызывали уже достаточно. Отметьте неявку или отложите номер.
refusal_not_possible_now = С номером { $number } сейчас этого сделать нельзя.
refusal_no_slip = У номера { $number } нет бумажного талона. Отмените сам номер.
refusal_time_known = Часы идут по серверу времени; устанавливать их вручную не нужно.
refusal_time_past = Известно, что сейчас уже позже. Проверьте дату и время.
refusal_time_far_off = Такого года быть не может. Проверьте дату.
refusal_same_service = Номер уже ждёт эту услугу.
refusal_day_open = Рабочий день уже открыт.
refusal_day_closed = Рабочий день не открыт.
refusal_people_inside =
    { $count ->
        [one] Ещё ждёт или обслуживается { $count } человек.
        [few] Ещё ждут или обслуживаются { $count } человека.
       *[many] Ещё ждут или обслуживаются { $count } человек.
    } Сначала завершите обслуживание.
refusal_not_from_elsewhere = Это отделение не выдаёт номера по телефону. Пожалуйста, возьмите номер в отделении.
refusal_outside_remote_hours = В это время номера по телефону не выдаются. В отделении номер можно взять в рабочее время.
refusal_kept_for_walk_ins = Оставшиеся на сегодня номера предназначены для тех, кто находится в отделении.
refusal_one_ticket_only = У вас уже есть действующий номер. Чтобы взять другой, сначала покиньте очередь.
refusal_too_many_requests = Слишком много запросов. Пожалуйста, попробуйте позже или приходите в отделение.
refusal_request_too_late = Запрос пришёл в отделение слишком поздно. Пожалуйста, попробуйте ещё раз.
refusal_left_before = Вы покинули очередь. Если вам нужен номер, встаньте в неё снова.
refusal_wrong_code = Это не тот код, который сейчас показан на экране. Код меняется каждую минуту: пожалуйста, прочитайте его ещё раз.
refusal_nobody_behind = За вами нет никого, кого можно пропустить вперёд. Ваше место сохраняется.
refusal_stepped_back_enough = Пропустить других вперёд больше нельзя: это уже сделано столько раз, сколько разрешено.
refusal_overloaded = Сейчас слишком много работы. Пожалуйста, попробуйте ещё раз.

why_joined = Взят номер { $number }: «{ $service }». Перед ним в очереди: { $ahead }.
why_called_first = { $number } вызван к окну { $counter }: ни один из номеров, которые ждут это окно, не взят раньше.
why_called_priority = К окну { $counter } вызван { $number }, а не { $other }: { $other } взят раньше, но у { $number } преимущество.
why_called_returned = К окну { $counter } вызван { $number }, а не { $other }: { $number } был отложен и вовремя вернулся.
why_called_service = К окну { $counter } вызван { $number }, а не { $other }: в этом окне нет услуги, которую ждёт { $other }.
why_called_not_here = К окну { $counter } вызван { $number }, а не { $other }: человека с номером { $other } ещё не было в отделении. Номер { $other } отложен и ещё может вернуться в очередь, перед другими или за ними.
why_called_set_aside = К окну { $counter } вызван { $number }, а не { $other }: { $other } взят раньше, но был отложен; он ещё может вернуться в очередь, перед другими или за ними.
why_called_let_go_first = К окну { $counter } вызван { $number }, а не { $other }: по просьбе владельца номера { $other } другие пропущены вперёд.
why_called_stood_before = К окну { $counter } вызван { $number }, а не { $other }: { $number } уже был в очереди, когда { $other } в неё вернулся.
why_called_passed_on = К окну { $counter } вызван { $number }, а не { $other }: { $number } передан от другого окна и сохраняет своё место; { $other } своё место уступил.
why_called_again = Ещё раз вызван к окну { $counter }.
why_started = Начато обслуживание в окне { $counter }.
why_set_aside = Сотрудник отложил номер.
why_set_aside_no_show = Номер отложен: после вызова никто не подошёл.
why_set_aside_not_here = Номер отложен: подошла его очередь, но человека ещё не было в отделении.
why_came_back = Человек в отделении, номер в очереди.
why_let_others_go_first = По просьбе владельца номера несколько человек пропущены вперёд.
why_passed_on = Передан на услугу «{ $service }»; время прихода сохранено.
why_served = Обслуживание окончено.
why_did_not_come = Номер закрыт: никто не подошёл и после повторного вызова.
why_cancelled = Номер отменён.
why_expired = Срок действия номера истёк.
why_other_joined_earlier = { $number } вызван к окну { $counter }: взят раньше.
why_other_priority = { $number } вызван к окну { $counter }: номер с преимуществом.
why_other_returned = { $number } вызван к окну { $counter }: был отложен и вовремя вернулся.
why_other_service = { $number } вызван к окну { $counter }, где этой услуги нет.
why_other_not_here = { $number } вызван к окну { $counter }: вас ещё не было в отделении.
why_other_set_aside = { $number } вызван к окну { $counter }: этот номер тогда был отложен.
why_other_errand = { $number } вызван к окну { $counter } за другой услугой; этот номер тогда был отложен.
why_other_let_go_first = { $number } вызван к окну { $counter }: по просьбе владельца этого номера другие пропущены вперёд.
why_other_stood_before = { $number } вызван к окну { $counter }: уже был в очереди, когда этот номер в неё вернулся.
why_other_passed_on = { $number } вызван к окну { $counter }: передан от другого окна и сохраняет своё место; этот номер своё место уступил.
why_other_without_turn = { $number } обслужен в окне { $counter } вне очереди: так решил сотрудник.
why_passed = Вызваны раньше этого номера, хотя взяты позже или возвращены: { $count }.
why_passed_aside = Вызваны раньше этого номера, хотя взяты позже или возвращены: { $count }; из них, пока этот номер был отложен: { $aside }.
why_unknown = В журнале нет номера { $number }.

printer_unknown = принтер ещё не ответил
printer_ready = готов
printer_paper_near_end = бумага скоро закончится
printer_paper_out = закончилась бумага
printer_cover_open = открыта крышка
printer_cutter_blocked = заклинило нож
printer_jammed = застряла бумага
printer_overheated = перегрелась печатающая головка
printer_unrecoverable = принтер неисправен
printer_ticket_not_taken = предыдущий талон не взят
printer_needs_power_cycle = принтер нужно выключить и включить
printer_error = ошибка принтера
printer_offline = принтер не на связи
printer_silent = принтер не отвечает

paper_none = без бумаги
paper_reserved = ждёт печати
paper_sent = печатается
paper_printed = напечатан
paper_failed = не напечатался
paper_uncertain = неизвестно, напечатан ли

ticket_waiting = ждёт
ticket_called = вызван
ticket_serving = обслуживается
ticket_remote = с телефона
ticket_priority = с преимуществом

console_title = Пульт окна
console_language = Язык
console_closed = Окно закрыто
console_held = Работа окна приостановлена
console_free = Окно свободно
console_calling = Вызван { $number }
console_serving = Обслуживается { $number }
console_since =
    { $minutes ->
        [0] только что
       *[other] { $minutes } мин
    }
console_recalls =
    { $count ->
        [0] вызван один раз
        [one] вызван повторно { $count } раз
        [few] вызван повторно { $count } раза
       *[many] вызван повторно { $count } раз
    }
console_waiting =
    { $count ->
        [0] Никто не ждёт
        [one] Ждёт { $count } человек
        [few] Ждут { $count } человека
       *[many] Ждут { $count } человек
    }
console_line = Очередь
console_next = Следующие в очереди
console_parked = Отложенные
console_open = Открыть окно
console_close = Закрыть окно
console_call_next = Следующий
console_recall = Вызвать ещё раз
console_no_show = Не пришёл
console_start = Начать
console_finish = Завершить
console_park = Отложить
console_transfer = Передать на другую услугу
console_transfer_to = На какую услугу?
console_walk_direct = Обслужить без талона
console_check_in = Пришёл
console_cancel = Убрать из очереди
console_cancel_sure = Убрать { $number } из очереди?
console_reprint = Напечатать копию
console_open_day = Открыть день
console_close_day = Закрыть день
console_day_closed = День закрыт: номера не выдаются.
console_number = Номер
console_done = Готово.
console_got = Номер { $number }.
console_disconnected = Нет связи с программой очереди. Пробуем ещё раз.
console_counters = Окна
console_day = Рабочий день
console_more = и ещё { $count }
console_back = Назад
console_why = Пропущен ли номер?
console_why_tell = Показать ход номера
console_pin = PIN окна
console_sign_in = Войти
console_sign_out = Выйти

fault_none = Всё работает.
fault_printer_unknown = Принтер после включения ещё не ответил.
fault_printer_unknown_do = Подождите полминуты; если ничего не изменится, проверьте питание и кабель принтера.
fault_paper_near_end = Рулон бумаги скоро закончится.
fault_paper_near_end_do = Приготовьте новый рулон и замените его, когда нет очереди.
fault_paper_out = В принтере закончилась бумага; талоны не выдаются.
fault_paper_out_do = Вставьте новый рулон и закройте крышку. Старые талоны после этого не напечатаются.
fault_cover_open = Открыта крышка принтера; талоны не выдаются.
fault_cover_open_do = Закройте крышку до щелчка.
fault_cutter_blocked = Заклинило нож принтера; талоны не выдаются.
fault_cutter_blocked_do = Выключите принтер, уберите застрявшую бумагу и включите принтер.
fault_jammed = В принтере застряла бумага; талоны не выдаются.
fault_jammed_do = Откройте принтер, уберите застрявшую бумагу и закройте принтер.
fault_overheated = Печатающая головка перегрелась; талоны временно не выдаются.
fault_overheated_do = Подождите: принтер продолжит сам. Если это случается часто, обеспечьте ему лучшее охлаждение.
fault_unrecoverable = Принтер сообщает о неисправности, которую не может устранить сам; талоны не выдаются.
fault_unrecoverable_do = Выключите принтер, подождите десять секунд и включите его; если неисправность останется, замените принтер.
fault_ticket_not_taken = В выходе принтера остался талон; другие не выдаются.
fault_ticket_not_taken_do = Выньте талон; если его там нет, очистите датчик в выходе.
fault_needs_power_cycle = В принтере может оставаться часть старого талона; талоны не выдаются.
fault_needs_power_cycle_do = Выключите принтер, вставьте бумагу, если её нет, и включите принтер; тогда ничего старого не напечатается.
fault_power_cycled = Принтер был выключен и включён
fault_new_roll = Вставлен новый рулон
fault_printer_error = Принтер сообщает об ошибке; талоны не выдаются.
fault_printer_error_do = Если застряла бумага, вытащите её; затем выключите и включите принтер. Если ошибка останется, замените принтер.
fault_printer_offline = Принтер не на связи; талоны не выдаются.
fault_printer_offline_do = Нажмите на принтере кнопку готовности, проверьте крышку и бумагу.
fault_printer_silent = Принтер не отвечает; талоны не выдаются.
fault_printer_silent_do = Проверьте питание и кабель принтера; затем выключите и включите его.
fault_printer_missing = Принтер не отвечает ({ $why }); талоны не выдаются.
fault_button_stuck = Кнопка { $button } киоска залипла и не учитывается.
fault_button_stuck_do = Освободите кнопку; остальные кнопки работают.
fault_key_stuck = Клавиша { $key } клавиатуры у окна { $counter } залипла и не учитывается.
fault_key_stuck_do = Освободите клавишу; остальные клавиши и пульт работают.
fault_device = Устройство «{ $device }» не работает ({ $why }).
fault_device_do = Проверьте кабель, разъём и запись об устройстве в файле оборудования (board); когда устройство снова заработает, это сообщение исчезнет.
fault_centre = Отделение сейчас не связано с центральной очередью ({ $why }).
fault_centre_do = Очередь здесь продолжается, но встать в неё с телефона нельзя. Проверьте сеть и таблицу [link] в файле отделения (site). Если для этого отделения работает ещё одно устройство, выключите его.
fault_stranded = Ни одно окно больше не оказывает услугу этих номеров: { $numbers }
fault_stranded_do = Укажите в файле отделения окно, которое её оказывает, или аннулируйте эти номера и выдайте людям новые.
fault_storage_full = На диске нет места; новые номера не выдаются.
fault_storage_full_do = Освободите место на диске с папкой состояния.
fault_clock_unsynced = Часы не синхронизированы; время указывается в минутах, день сам не открывается и не закрывается.
fault_clock_unsynced_do = Проверьте сеть и сервер времени; время можно установить вручную на сервисной странице, день можно открыть с пульта окна.
fault_clock_jumped = Время на часах резко изменилось; пока мы ему не доверяем.
fault_clock_jumped_do = Проверьте, верно ли идут часы; вскоре всё продолжится само.
fault_journal_quarantined = Часть записей потеряна: база данных была повреждена или восстановлена из резервной копии.
fault_journal_quarantined_do = Сохраните отложенные файлы и сообщите обслуживающей стороне; выданные номера не повторятся.

demo_title = rinda: отделение на одном компьютере
demo_try = Попробуйте
demo_try_press = Нажмите кнопку киоска. Номер оказывается на диске раньше, чем на бумаге.
demo_try_call = Откройте окно и вызовите следующий номер. Смотрите на экран в зале.
demo_try_follow = Откройте ссылку под талоном: телефон показывает ту же страницу.
demo_try_join = Встаньте в очередь с телефона по ссылке ниже. В зале вас посчитают среди тех, кто в пути; придя, введите код с экрана.
demo_try_paper = Выньте бумагу. Киоск скажет об этом словами, а очередь продолжится.
demo_try_power = Запустите серию нажатий и посередине отключите питание. Каждый показанный номер снова будет в очереди, один раз.
demo_phones = Телефон: встать в очередь
demo_operator = Оператор центра
demo_kiosk = Киоск
demo_kiosk_numbered = Киоск { $kiosk }
demo_kiosk_display = Экран киоска
demo_slips = Талоны
demo_slip = Талон { $number }
demo_slip_unread = Напечатанный талон
demo_no_slips = Пока не напечатан ни один талон.
demo_follow = Следить за { $number } в телефоне
demo_keypad = Клавиатура
demo_counter_display = Табло окна
demo_scanner = Сканер кодов: ссылка талона
demo_scan = Считать
demo_hall = Экран в зале
demo_call = Номер { $number }, окно { $counter }
demo_sound = Звук
demo_listen = Слушать
demo_silence = Пока ничего не прозвучало.
demo_chime = Гонг
demo_quiet = тихие часы
demo_unheard = без звука
demo_no_voice = На этом компьютере нет голоса (нет espeak-ng), поэтому есть только текст.
demo_counters = Окна
demo_trouble = Неполадки
demo_printer = Принтер
demo_paper_near_end = Бумага кончается
demo_paper_out = Бумага кончилась
demo_cover_open = Крышка открыта
demo_cutter_blocked = Заклинило нож
demo_jammed = Застряла бумага
demo_overheated = Перегрев головки
demo_broken = Принтер неисправен
demo_offline = Нет связи
demo_printer_off = Выключен
demo_silent = Не отвечает
demo_printer_cycle = Выключить и включить принтер
demo_roll = Рулон бумаги: израсходовано около { $used }{ "\u00A0" }м из { $length }{ "\u00A0" }м; листков после последней замены: { $slips }.
demo_clock = Часы
demo_clock_unsynced = Не синхронизированы
demo_clock_jump = Перевести часы вручную
demo_clock_right = Установить точное время
demo_jump_hours = { $amount } ч
demo_jump_days = { $amount } д
demo_power = Питание
demo_power_on = Включить питание
demo_power_by_itself = Вернётся само
demo_power_cut = Отключить питание
demo_power_off = Питания нет; отделение восстановится с диска.
demo_burst = Серия нажатий
demo_burst_stop = Остановить
demo_enlarge = Увеличить
demo_close = Закрыть
demo_line_empty = В очереди никого нет.
demo_clock_doubted = времени не доверяют
demo_power_back = Питание есть, отделение восстановлено с диска.
demo_power_before = Номеров до этого
demo_power_after = Номеров после
demo_power_kept = Ни один не пропал.

lamp_ready = готова
lamp_busy = подождите
lamp_off = не горит

follow_title = Ваш номер
follow_next = Ваша очередь следующая.
follow_stay = Страница обновляется сама. Пожалуйста, оставайтесь рядом с залом.
follow_come = Пожалуйста, подойдите
follow_served = Вас обслуживают
follow_parked = Ваш номер отложен
follow_parked_advice = Когда придёте, скажите об этом сотруднику. Номер сохраняется ещё { $minutes }{ "\u00A0" }мин.
follow_absent = Когда придёте, пожалуйста, скажите об этом сотруднику.
follow_over = Этого номера больше нет в очереди.
follow_over_advice = Номер действует один день. Если вы всё ещё ждёте, пожалуйста, обратитесь к сотруднику.
follow_away = Сейчас нет связи с отделением. Ваш номер остаётся в силе.
follow_as_of = Данные на { $time }

page_not_found = Такой страницы нет.
page_wrong_method = Этот адрес так использовать нельзя.
page_wrong_host = Этот адрес не принадлежит этому устройству.
page_foreign = Запрос пришёл с другого сайта и не был выполнен.
page_not_json = Запрос должен быть в формате JSON (content-type: application/json).
page_too_large = Запрос слишком велик.
page_too_slow = Запрос не пришёл вовремя.
page_garbage = Запрос не удалось понять.
page_too_many = Открыто слишком много соединений. Пожалуйста, закройте лишние окна или попробуйте чуть позже.
page_no_power = Программа очереди сейчас не работает. Страница продолжит работу сама.
page_unsure = Программа очереди остановилась. Прежде чем повторить, проверьте, не сделано ли это уже.
page_needs_script = Для этой страницы в браузере должен быть включён JavaScript.
page_failed = Не получилось. Пожалуйста, попробуйте ещё раз.
page_too_often = Слишком много попыток. Пожалуйста, подождите минуту.
page_needs_cookie = Чтобы встать в очередь, разрешите браузеру файлы cookie этого сайта.
page_counter_needs_pin = Сначала войдите с PIN этого окна.
page_counter_no_pin = Для этого окна PIN ещё не задан. Его может задать техник.

phone_offices = Выберите отделение
phone_no_offices = Сейчас нет сведений ни об одном отделении. Страница обновляется сама.
phone_find = Найти отделение
phone_my_number = Мой номер
phone_services = Выберите услугу
phone_back = Все отделения
phone_until = до { $time }
phone_in_line =
    { $count ->
        [0] очереди нет
       *[other] { $count } в очереди
    }
phone_counters =
    { $count ->
        [0] все окна закрыты
        [one] открыто { $count } окно
        [few] открыто { $count } окна
       *[other] открыто { $count } окон
    }
phone_offline = Нет связи с отделением
phone_offline_advice = Сейчас получить номер по телефону нельзя. Пожалуйста, попробуйте позже или приходите в отделение.
phone_as_of_offline = Данные на { $time }; связи с отделением нет
phone_travel = В пути
phone_join = Встать в очередь
phone_today_only = Номер действителен только сегодня.
phone_requested = Запрос отправлен
phone_requested_advice = Номер даёт отделение. Обычно это занимает несколько секунд; до этого места в очереди ещё нет.
phone_confirmed = Подтверждено
phone_unconfirmed = Отделение не ответило
phone_unconfirmed_advice = Номера нет. Пожалуйста, попробуйте ещё раз или приходите в отделение.
phone_refused = Номер не выдан
phone_join_again = Попробовать ещё раз
phone_unknown = По этой ссылке сегодня нет номера
phone_unknown_advice = Ссылка действует только в день выдачи номера. Если номер взят только что, страница обновится сама.
phone_ahead =
    { $count ->
        [0] перед вами никого
       *[other] перед вами { $count }
    }
phone_not_before = не раньше { $time }
phone_set_out_by = Выходите не позже { $time }
phone_set_out_in = Выходите не позже чем через { $minutes }{ "\u00A0" }мин
phone_set_out_now = Пора выходить
phone_set_out_late = Если выйти только сейчас, вы, скорее всего, опоздаете
phone_kept_until = Номер сохраняется как минимум до { $time }. В отделении отметьтесь кодом или скажите сотруднику.
phone_kept_for = После вашей очереди номер сохраняется { $minutes }{ "\u00A0" }мин. В отделении отметьтесь кодом или скажите сотруднику.
phone_set_out_advice = Считаем { $minutes }{ "\u00A0" }мин на дорогу и несколько минут в отделении.
phone_other_number = К номеру, который уже взят
phone_notify = Сообщить, когда пора
phone_notified = Сообщим, когда пора. Пожалуйста, не закрывайте страницу.
phone_go_to = Окно { $counter }
phone_stay = Отделение знает, что вы на месте. Пожалуйста, будьте рядом с залом.
phone_here = Я в отделении
phone_code = Код с экрана в отделении
phone_code_advice = Код виден на экране в зале и на киоске; он меняется каждую минуту.
phone_send = Отправить
phone_more_time = Нужно больше времени
phone_leave = Выйти из очереди
phone_leave_sure = Выйти из очереди? Место будет потеряно.
phone_leave_yes = Выйти
phone_leave_no = Остаться
phone_parked_until = Номер сохраняется до { $time }.
phone_parked_advice = В отделении отметьтесь здесь кодом или скажите сотруднику: номер вернётся в очередь.
phone_asked = Отправлено в отделение.
phone_not_answered = Отделение не ответило. Пожалуйста, попробуйте ещё раз.
phone_more_time_done = Несколько человек теперь перед вами.
phone_served = Обслуживание завершено
phone_left = Вы вышли из очереди
phone_no_show = Номер был вызван, но никто не подошёл
phone_cancelled = Номер отменён
phone_expired = Срок действия номера истёк
phone_show_code = В отделении этот код можно показать сканеру киоска.
phone_too_many_codes = Введено слишком много неверных кодов. Пожалуйста, покажите свой код сканеру киоска или обратитесь к сотрудникам.
phone_code_picture = Код вашего номера
phone_problem = Сообщить о проблеме
phone_problem_subject = Проблема с очередью: { $office }
phone_no_connection = Нет соединения. Страница возобновит работу сама.
phone_not_possible = С этим номером сейчас так сделать нельзя.
phone_unknown_service = Такой услуги в этом отделении больше нет.
phone_checking_in = Отмечаем вас в отделении…
phone_no_number_here = В этом телефоне нет номера этого отделения
phone_no_number_advice = Откройте страницу своего номера и введите код там или встаньте в очередь.

operator_title = Отделения
operator_no_branches = Пока нет сведений ни об одном отделении.
operator_broker_lost = Нет связи с брокером сообщений с { $time }; всё ниже не новее этого времени.
operator_live = На связи; последнее сообщение в { $time }
operator_stale = Нет связи; последнее сообщение в { $time }
operator_waiting_mixed = { $here } в отделении, { $remote } по телефону
operator_counters = Окна
operator_no_counters = все закрыты
operator_forecasts = Прогнозы, которые сбылись
operator_percent = { $percent }{ "\u00A0" }%
operator_not_known = пока неизвестно
operator_behind = Часть сообщений отделения ещё не получена; они запрошены.
operator_other_device = Ещё одно устройство говорит от имени этого отделения ({ $device }, в { $time }). Ему не верят. Выключите одно из двух.
operator_other_past = Устройство рассказывает другое прошлое, чем раньше ({ $device }, в { $time }), как после восстановления из копии. Ему не верят.
operator_requests = Запросы сегодня
operator_requests_told = ждут { $open }, выполнены { $granted }, отклонены { $refused }, без ответа { $unconfirmed }
operator_version = Версия
operator_day = День
operator_day_open = открыт
operator_day_closed = закрыт

report_title = Отчёт за день
report_times = Открыто с { $from } до { $until }.
report_so_far = Открыто с { $from }; показатели до { $until }.
report_clock_doubted = При открытии дня часы не были синхронизированы: время на часах может быть неверным, длительности верны.
report_no_day = В журнале нет такого дня.
report_people = Люди
report_came = пришло
report_served = обслужено
report_passed_on = передано
report_did_not_come = не явилось
report_cancelled = отменено
report_unserved = не обслужено
report_still_here = ещё здесь
report_all = все
report_walk_in = у киоска
report_phone = по телефону
report_priority = с преимуществом
report_waits = Ожидание, минуты
report_waits_note = От взятия номера или передачи до первого вызова. Отложенные до этого не учтены.
report_service = Обслуживание, минуты
report_count = людей
report_mean = среднее
report_median = медиана
report_p90 = 90 из 100
report_set_aside = Отложенные номера
report_set_aside_no_show = после вызова никто не подошёл
report_set_aside_not_here = в свою очередь не были в отделении
report_set_aside_clerk = отложил сотрудник
report_came_back = вернулись
report_times_count = раз
report_hours = По часам
report_mean_wait = среднее ожидание, мин
report_no_shows = вызовы без ответа
report_held = сбывшиеся прогнозы
report_forecasts = Прогнозы, секунды
report_forecasts_note = В интервале: ожидание попало в названный интервал, который рассчитан на 80 из 100. Все строки, кроме первой, знают только этот день, как если бы его проиграли заново, и не учитывают тех, кто пришёл раньше, чем было видно, что хоть одно окно работает с их услугой.
report_told = сказано людям
report_ours = тот же метод
report_with_leavings = QL с ушедшими
report_last_waits = среднее последних 20
report_last_hour = последний час
report_mean_error = средняя ошибка
report_median_error = медиана ошибки
report_root_error = RMSE
report_inside = в интервале
report_width = ширина
report_winkler = Winkler
report_picture_waits = Ожидание в течение дня
report_picture_waits_help = Каждая точка – человек: время вступления в очередь и ожидание в минутах. Черты – средние для вызванных за час.
report_picture_service = Время обслуживания
report_picture_service_help = Тёмная полоса кончается на медиане, светлая – на том, что 90 из 100 не превысили, в минутах.
report_picture_no_shows = Вызовы, на которые никто не подошёл
report_picture_no_shows_help = По часам.
report_picture_held = Прогнозы, которые сбылись
report_picture_held_help = Из ста, по часам; под каждым столбиком – сколько из скольких. Линия – на 80, на которые рассчитаны интервалы.

service_title = Обслуживание
service_wrong = Что не в порядке
service_today = Очередь сегодня
service_devices = Устройства
service_history = Что было с устройствами с запуска программы
service_history_none = Ничего не изменилось.
service_centre = Центральная очередь
service_clock = Часы
service_machine = Компьютер
service_program = Программа
service_config = Действующие настройки
service_config_show = Показать настройки
service_config_built_in = значение по умолчанию
service_printer = Принтер киоска { $kiosk }
service_roll = напечатано листков после последней замены рулона: { $slips }
service_devices_work = Исправных устройств
service_left_out = Не показано строк: { $lines }. Все строки: rinda service status
service_works = работает
service_parked = Отложенные номера
service_waiting = Ожидают
service_taken = выдано { $taken }, ожидают { $waiting }
service_forecasts_few = пока неизвестно. Вызвано сегодня после ожидания: { $told }; нужно: { $needed }
service_broker = Брокер (MQTT)
service_connection = Связь
service_connected = есть
service_no_centre = Отделение не подключено к центральной очереди (в настройках нет [link]).
service_certificate = Сертификат
service_certificate_until = действителен до { $date }; осталось дней: { $days }
service_time = Время
service_trust = Доверие
service_trusted = часам можно верить
service_clock_stated = время установлено вручную; оно действует, пока устройство не выключат или не ответит сервер времени
service_not_trusted = часам нельзя верить
service_doubtful_time = { $time } (часам нельзя верить)
service_disk = Свободно на диске
service_of = { $part } из { $whole }
service_state = Данные занимают
service_temperature = Температура
service_voltage = Напряжение питания
service_voltage_good = достаточное
service_voltage_low = слишком низкое
service_voltage_was_low = сейчас достаточное, но с момента включения было слишком низким
service_memory = Память программы
service_epoch = Эпоха журнала
service_events = Событий в журнале
service_pin = PIN для обслуживания
service_sign_in = Войти
service_sign_out = Выйти
service_acts = Действия
service_resync = Сообщить всё центральной очереди заново
service_restart_printer = Открыть принтер заново
service_restart_displays = Открыть все экраны заново
service_restart_link = Подключиться к центральной очереди заново
service_done = Сделано и записано в аудит.
service_kiosk = Киоск
service_counter = Окно
service_close_counter = Закрыть окно
service_hold = Приостановить вызовы к окну
service_release = Возобновить вызовы
service_void = Аннулировать талон
service_time_now = Правильное время
service_state_time = Установить время
page_time_stated = Сейчас { $time }.
page_time_skipped = В этот день такого времени нет: часы переводят вперёд. Проверьте время или укажите его с часовым поясом.
service_take_away = Забрать с собой
service_day = День (пусто: последний)
service_day_report = Отчёт за день
service_day_pictures = День в картинках
service_day_file = Отчёт файлом
service_day_svg = Отчёт картинкой (SVG)
service_day_log = День в CSV
service_backup = Резервная копия
service_bundle = Файл для поддержки
service_working = Подождите…
service_stopped = Очередь не работает.
page_needs_pin = Сначала войдите с PIN для обслуживания.
page_no_pin = На этом устройстве PIN для обслуживания не задан. Задайте его командой «rinda service set-pin».
page_wrong_pin = Неверный PIN.
page_pin_wait = Слишком много неверных PIN. Попробуйте снова через { $seconds } с.
page_not_recorded = Журнал аудита недоступен для записи, поэтому действие отклонено.
page_centre_silent = Центральная очередь не подтвердила, что ей всё известно. Проверьте, есть ли связь с ней, и попробуйте ещё раз.
page_no_centre = У этого отделения нет центральной очереди.
fault_disk_low = На диске почти нет места.
fault_disk_low_do = Освободите место на диске с каталогом данных; когда он заполнится, новые номера выдаваться не будут.
fault_pin_missing = PIN для обслуживания не задан: на странице обслуживания нельзя выполнить ни одного действия.
fault_pin_missing_do = Задайте его командой «rinda service set-pin».
fault_hot = Компьютер перегрелся ({ $degrees }{ "\u00A0" }C).
fault_hot_do = Проверьте вентиляцию и вентилятор; перегретый компьютер работает медленнее.
fault_voltage = Напряжение питания компьютера слишком низкое.
fault_voltage_do = Замените блок питания или кабель; иначе компьютер может выключиться и повредить карту.
fault_certificate_ends = Скоро истекает сертификат для связи с центральной очередью; осталось дней: { $days }.
fault_certificate_over = Сертификат для связи с центральной очередью истёк.
fault_certificate_do = Попросите оператора центральной очереди выдать новый и поместите его в файл, указанный в [link]; перезапуск не нужен.
service_configuration = Конфигурация
service_configuration_files = по файлам
service_configuration_probation = проверяется новая; через { $seconds } с она останется, если не будет новых неполадок
service_configuration_last_good = последняя исправная, а не та, что в файлах
service_reload = Перезагрузить конфигурацию
service_reload_compare = Что изменится
service_keep = Оставить новую конфигурацию
service_go_back = Вернуться к прежней конфигурации
service_reload_same = В файлах то же, что уже действует; ничего не изменено.
service_reload_differs = Изменится следующее:
service_reload_wrong = В файлах есть ошибки; ничего не изменено.
service_reload_begun = Отделение начинает работу заново с новой конфигурацией. Она проверяется { $seconds } с и остаётся, если не будет новых неполадок; иначе возвращается прежняя. Оставить её или вернуть прежнюю можно и раньше.
service_reload_removed = удалено
page_probation = Уже проверяется другая конфигурация. Сначала оставьте её или вернитесь к прежней.
page_no_probation = Сейчас никакая конфигурация не проверяется.
page_state_unwritten = В каталог данных нельзя записать, поэтому ничего не изменено: { $why }
fault_configuration = Файлы конфигурации не используются; действует последняя исправная конфигурация. Причина: { $why }
fault_configuration_do = Исправьте файлы и перезагрузите конфигурацию («rinda service reload»). До этого отделение работает с последней исправной, в том числе после перезапуска.

album_title = День в картинках
album_back = Назад на страницу обслуживания
album_day = День
album_time = Время
album_show = Показать
album_previous = Предыдущее событие
album_next = Следующее событие
album_keys = Клавиши со стрелками влево и вправо делают то же, что эти две кнопки.
album_hall = Экран в зале
album_slips = Талоны около этого времени
album_no_slips = Ещё не было напечатано ни одного талона.
album_no_days = В журнале ещё нет ни одного дня.
album_no_date = «{ $text }» не дата. Напишите так: 2026-11-26; или напишите: newest.
album_no_time = «{ $text }» не время. Напишите так: 10:42 или 10:42:30.
album_too_early = К { $time } в этот день ещё ничего не произошло.
album_no_picture = В этом дне нет такой картинки.

trial_head = Проверить
trial_lamps = Помигать лампочками
trial_displays = Тестовое изображение на всех экранах
trial_picture = Тестовое изображение
trial_good = Проверка окончена. Насколько может судить этот компьютер, всё в порядке.
trial_bad = Проверка окончена. Что-то не работает.
trial_blinked = лампочка мигала { $seconds } с
trial_shown = тестовое изображение было на экране { $seconds } с ({ $width_px } x { $height_px })
trial_gave_way = содержимое экрана было кому-то нужно, и тестовое изображение уступило место
trial_fails = не работает: { $why }
trial_another = Уже идёт другая проверка. Подождите, пока она закончится.
trial_no_device = В этом отделении нет такого устройства.
trial_slip_print = Напечатать пробный листок
trial_feed = Подать бумагу
trial_cut = Отрезать бумагу
trial_present = Выдать бумагу
trial_slip = ПРОВЕРКА, НЕ ТАЛОН
trial_slip_notice = Это не талон
trial_slip_width = Точки
trial_slip_code = Для проверки сканера
trial_printed_echo = сделано; принтер подтвердил это, повторив метку задания
trial_printed_status = сделано; принтер подтвердил это исправным состоянием после задания
trial_not_printed = не сделано: { $why }
trial_print_uncertain = возможно, сделано, но точно узнать нельзя: { $why }
trial_slip_on_its_way = Там сейчас печатается талон. Попробуйте ещё раз через минуту.
trial_printer_not_ready = Принтер сейчас не может печатать: { $why }. Сначала устраните это.
trial_link = Брокер и центральная очередь
trial_all = Проверить всё
trial_answered = ответ пришёл через { $ms } мс
trial_silent = за { $seconds } с ответа нет
trial_no_fault = неисправностей не известно; в работе не проверялось
trial_not_tried = не проверялось. { $why }
trial_not_fitted = в конфигурации нет
trial_broken_off = Программа завершила работу или начала её заново до конца проверки. Пожалуйста, проверьте ещё раз.
trial_no_presenter = У этого принтера нет презентера, поэтому он не может выдать бумагу.
trial_no_cutter = У этого принтера нет отрезчика; бумагу отрывают рукой.
trial_cuts_to_present = Этот принтер отрезает бумагу, только чтобы её выдать. Выберите «{ $other }».
trial_sounds = Воспроизвести звуки
trial_played = воспроизведено до конца
trial_no_voice = сигнал прозвучал, но слова не произнесены
trial_interrupted = нужно было озвучить вызов или ответ, и проверка уступила место
trial_buttons = Наблюдать за кнопками и сканером
trial_keys = Наблюдать за клавишами
trial_watching = Идёт проверка кнопок
trial_watching_advice = Подождите минуту.
trial_watch_now = Теперь нажимайте кнопки или показывайте код. В течение минуты это видно только здесь; талоны не выдаются, никого не вызывают.
trial_watched = Проверка окончена: кнопки снова работают как обычно.
trial_pressed = нажата
trial_released = отпущена
trial_lost = больше не видна
trial_code = прочитан код, который кончается на «{ $end }»; знаков: { $letters }
trial_in_use = Там сейчас кого-то обслуживают. Попробуйте ещё раз через минуту.
