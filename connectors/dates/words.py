"""The words around a date: parts of the day, units of time, "ago", "yesterday", labels, and words that say nothing.

Alternatives are parted by spaces; the words of one phrase are joined by ``_``.
"""

from typing import Final, Literal

PartOfDay = Literal["morning", "afternoon", "noon", "night"]
Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]
Calendar = Literal["gregorian", "hijri", "solar"]

PARTS_OF_DAY: Final[dict[PartOfDay, str]] = {
    "morning": "am a_m صباحا ص صباح الصباح فجرا قبل_الظهر ق_ظ صبح بامداد oo 上午 午前 凌晨 早上 오전 새벽 בבוקר"
    " de_la_manana da_manha du_matin di_mattina утра ранку πμ بەیانی پێش_نیوەڕۆ",
    "afternoon": "pm p_m مساء المساء عصرا بعد_الظهر ب_ظ بعدازظهر بعد_از_ظهر عصر شام os 下午 午後 晚上 오후 저녁 בערב"
    " אחר_הצהריים de_la_tarde da_tarde du_soir di_sera вечера вечора дня μμ دوای_نیوەڕۆ ئێوارە",
    "noon": "ظهرا ظهر الظهر noon دوپہر 中午 낮 בצהריים",
    "night": "ليلا شب رات de_la_noche da_noite ночи ночі בלילה 밤 夜",
}

ERAS: Final[dict[Calendar, str]] = {
    "hijri": "هـ هجري هجريه ه_ق قمري ھجری hijri ah",
    "solar": "ه_ش هجري_شمسي شمسي خورشيدي ش",
    "gregorian": "ميلادي ميلاديه عیسوی ad ce",
}

SHORT_AFTERNOON_OR_ERA: Final = "م"
"""After a time it is مساء, after a year it is ميلادي."""

SINGULAR: Final[dict[Unit, str]] = {
    "second": "ثانيه second sec s seconde sekunde segundo secondo saniye sn секунду секунда сек ثانیه سیکنڈ چرکە שנייה",
    "minute": "دقيقه minute min mins mn m minuto minuta dakika dk минуту минута мин хвилину хвилина хв دقیقه منٹ"
    " خولەک דקה",
    "hour": "ساعه hour hr h heure stunde std hora ora saat час годину година год ساعت گھنٹہ گھنٹے کاتژمێر שעה ч",
    "day": "يوم يوما day d jour tag dia giorno gun день روز دن ڕۆژ יום",
    "week": "اسبوع اسبوعا week wk w semaine woche semana settimana hafta неделю неделя тиждень هفته هەفتە שבוע",
    "month": "شهر شهرا month mois monat mes mese ay месяц місяць ماه مہینہ مہینے مانگ חודש",
    "year": "سنه عام عاما year yr an annee jahr ano anno yil рік سال ساڵ שנה",
}

PLURAL: Final[dict[Unit, str]] = {
    "second": "ثواني ثوان seconds secs secondes sekunden segundos secondi секунд секунды секунди שניות",
    "minute": "دقائق minutes minuten minutos minuti минут минуты хвилини хвилин דקות",
    "hour": "ساعات hours hrs heures stunden horas ore часов часа годин години שעות",
    "day": "ايام days jours tage tagen dias giorni дней днів дні ימים",
    "week": "اسابيع weeks wks semaines wochen semanas settimane недель недели тижнів тижні שבועות",
    "month": "اشهر شهور months monate monaten meses mesi месяцев месяца місяців місяці חודשים",
    "year": "سنوات اعوام سنين years yrs ans annees jahre jahren anos anni лет года років роки שנים",
}

DUAL: Final[dict[Unit, str]] = {
    "second": "ثانيتين",
    "minute": "دقيقتين",
    "hour": "ساعتين שעתיים",
    "day": "يومين יומיים",
    "week": "اسبوعين שבועיים",
    "month": "شهرين חודשיים",
    "year": "سنتين عامين שנתיים",
}

HAN_UNITS: Final[dict[Unit, str]] = {
    "second": "秒 秒钟 秒鐘 초",
    "minute": "分钟 分鐘 分 분",
    "hour": "小时 小時 个小时 個小時 時間 시간",
    "day": "天 日 일",
    "week": "周 週 星期 週間 주",
    "month": "个月 個月 か月 ヶ月 カ月 개월",
    "year": "年 년",
}

HAN_MARKS: Final = {"Y": "年 년", "O": "月 월", "J": "日 号 일", "H": "時 时 点 點 시", "M": "分 분", "S": "秒 초"}
"""What stands after a number in a date or time of Chinese, Japanese or Korean."""

HAN_ERAS: Final = {2018: "令和", 1988: "平成", 1911: "民國 民国"}
"""The year before the first of an era."""

HOUR_MARKS: Final = "h uhr ч год"
"""Between hours and minutes, or after them: 22h30, 10.05 Uhr."""

CLOCK: Final = "الساعه klo"
"""Before a bare hour: الساعة 10 مساءً."""

AGO: Final = (
    "منذ قبل ago назад тому vor il_y_a once hace پیش fa ha atras پێش لەمەوبەر לפני پہلے 前 之前 以前 전 geleden temu"
    " πριν lalu yang_lalu"
)

NOW: Final = (
    "الان منذ_قليل قبل_قليل منذ_لحظات قبل_لحظات للتو just_now now moments_ago a_moment_ago a_l_instant gerade_eben"
    " только_что az_once simdi ahora_mismo adesso همین_الان اکنون ابھی עכשיו 刚刚 剛剛 たった今 방금"
)

DAY_WORDS: Final = {
    0: "اليوم today aujourd_hui hoy heute oggi hoje bugun сегодня сьогодні امروز آج ئەمڕۆ היום 今天 今日 오늘",
    1: "امس البارحه yesterday hier ayer gestern ieri ontem dun вчера вчора دیروز دوێنێ אתמול 昨天 昨日 어제",
    2: "اول_امس اول_من_امس امس_الاول day_before_yesterday avant_hier anteayer vorgestern позавчера پریروز שלשום 前天"
    " 一昨日 그저께",
}

COUNTS: Final = {
    1: "a an one واحد واحده un une una uno um uma ein eine einer einem einen bir один одну одна یک ایک 一",
    2: "two اثنان deux dos zwei due dois duas iki два две дві دو دوو 二 两",
    3: "three ثلاث ثلاثه trois tres drei tre uc три سه سێ 三",
    4: "four اربع اربعه quatre cuatro vier quattro quatro dort четыре чотири چهار 四",
    5: "five خمس خمسه cinq cinco funf cinque bes пять п_ять پنج 五",
    6: "six ست سته seis sechs sei alti шесть шість شش 六",
    7: "seven سبع سبعه sept siete sieben sette sete yedi семь сім هفت 七",
    8: "eight ثمان ثماني ثمانيه huit ocho acht otto oito sekiz восемь вісім هشت 八",
    9: "nine تسع تسعه neuf nueve neun nove dokuz девять дев_ять 九",
    10: "ten عشر عشره dix diez zehn dieci десять ده 十",
}

PUBLISHED: Final = (
    "published publication posted created publicado publie veroffentlicht pubblicato yayinlanma"
    " yayinlandi eklenme giris"
    " date_published تاريخ_النشر نشر_في نشر نشرت نشرت_في تم_النشر النشر تاريخ_الاضافه опубликовано дата_публикации"
    " опубліковано تاریخ_انتشار منتشر_شده انتشار פורסם شائع 发布 发布时间 發布 公開 公開日 입력 등록"
)

UPDATED: Final = (
    "updated update last_updated last_update modified last_modified اخر_تحديث تحديث تم_التحديث حدث_في mis_a_jour"
    " mise_a_jour actualizado aktualisiert aggiornato atualizado guncelleme guncellendi son_guncelleme"
    " обновлено оновлено"
    " به_روزرسانی بروزرسانی آخرین_به_روزرسانی עודכן 更新 更新日 수정"
)

READING: Final = "read reading قراءه للقراءه lectura lesezeit okuma чтения"
"""Marks a number of minutes as the time that reading takes."""

ORDINALS: Final = "st nd rd th er ere o a го е"
"""Directly after the number of a day."""

SILENT: Final = (
    "at on the of in date time and um den der am le de du del el il la lo las as alle ore в о по у mo di"
    " mi do sa so t"
    " local standard daylight summer pubdate dated tarihi tarih saati дата время г р року по_московскому_времени"
    " في بتاريخ تاريخ الموافق المصادف من و بتوقيت التوقيت توقيت حسب بحسب وفق المحلي بالتوقيت"
    " تاریخ در مورخ مورخہ کو بجے ב בשעה à"
)
