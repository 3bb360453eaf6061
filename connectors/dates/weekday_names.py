"""Names of the days of the week, Monday first; alternatives are parted by ``|``, words of one name joined by ``_``."""

from typing import Final

WEEKDAYS: Final = (
    (
        "الاثنين|اثنين|الإثنين|الاتنين الثلاثاء|ثلاثاء|الثلثاء|التلات الاربعاء|اربعاء|الاربع الخميس|خميس"
        " الجمعه|جمعه السبت|سبت الاحد|احد"
    ),
    "monday|mon tuesday|tue|tues wednesday|wed|weds thursday|thu|thur|thurs friday|fri saturday|sat sunday|sun",
    "lundi|lun mardi|mar mercredi|mer jeudi|jeu vendredi|ven samedi|sam dimanche|dim",
    "lunes martes miercoles|mie jueves|jue viernes|vie sabado|sab domingo|dom",
    "montag|mo dienstag|di mittwoch|mi donnerstag|do freitag|fr samstag|sonnabend|sa sonntag|so",
    "lunedi martedi mercoledi giovedi|gio venerdi sabato domenica",
    (
        "segunda|segunda_feira|seg terca|terca_feira|ter quarta|quarta_feira|qua quinta|quinta_feira|qui"
        " sexta|sexta_feira|sex"
        " sabado domingo"
    ),
    "pazartesi|pzt sali|sal carsamba|car persembe|per cuma|cum cumartesi|cmt pazar|paz",
    "понедельник|пн вторник|вт среда|среду|ср четверг|чт пятница|пятницу|пт суббота|субботу|сб воскресенье|вс",
    "понеділок|пн вівторок|вт середа|середу|ср четвер|чт п'ятниця|п'ятницю|пт субота|суботу|сб неділя|неділю|нд",
    "دوشنبه|دو_شنبه سه_شنبه|سهشنبه چهارشنبه|چهار_شنبه پنجشنبه|پنج_شنبه جمعه|آدینه شنبه یکشنبه|یک_شنبه",
    "دونۍ درېنۍ څلرنۍ پينځنۍ جمعه اونۍ يونۍ",
    "پیر منگل بدھ جمعرات جمعہ ہفتہ|ہفتے اتوار",
    (
        "دووشەممە|دوو_شەممە سێشەممە|سێ_شەممە چوارشەممە|چوار_شەممە پێنجشەممە|پێنج_شەممە ھەینی|هەینی شەممە"
        " یەکشەممە|یەک_شەممە"
    ),
    "duşem|duşemb sêşem|sêşemb çarşem|çarşemb pêncşem|pêncşemb în|inî şemî yekşem|yekşemb",
    (
        "יום_שני|שני|יום_ב יום_שלישי|שלישי|יום_ג יום_רביעי|רביעי|יום_ד יום_חמישי|חמישי|יום_ה יום_שישי|שישי|יום_ו"
        " יום_שבת|שבת יום_ראשון|ראשון|יום_א"
    ),
    (
        "星期一|周一|週一|礼拜一|月曜日|月曜|월요일 星期二|周二|週二|火曜日|火曜|화요일"
        " 星期三|周三|週三|水曜日|水曜|수요일"
        " 星期四|周四|週四|木曜日|木曜|목요일 星期五|周五|週五|金曜日|金曜|금요일 星期六|周六|週六|土曜日|土曜|토요일"
        " 星期日|星期天|周日|週日|日曜日|日曜|일요일"
    ),
    "maandag|ma dinsdag|di woensdag|wo donderdag vrijdag|vr zaterdag|za zondag|zo",
    "poniedzialek|pon wtorek|wt sroda|sr czwartek|czw piatek|pt sobota|sob niedziela|niedz|ndz",
    "δευτερα|δευ τριτη|τρι τεταρτη|τετ πεμπτη|πεμ παρασκευη|παρ σαββατο|σαβ κυριακη|κυρ",
    "senin|sen|isnin|isn selasa|sel rabu|rab kamis|kam|khamis|kha jumat|jum|jumaat sabtu minggu|ahad|ahd",
)
