"""Names of the months: Gregorian in the languages that a foreign desk reads, Hijri, and Solar Hijri.

Twelve entries a row, January (Muharram, Farvardin) first; alternatives are parted by ``|``. Spelling is free of hamza,
marks and case, since everything is folded before it is compared.
"""

from typing import Final

GREGORIAN: Final = (
    # Arabic: Egypt and the Gulf, the Levant and Iraq, the Maghreb
    (
        "يناير فبراير مارس|مارث ابريل|نيسان مايو|ايار يونيو|يونيه|حزيران يوليو|يوليه|يوليوز|تموز"
        " اغسطس|اوغسطس|غسطس|آب سبتمبر|ايلول اكتوبر|أوكتوبر نوفمبر|نوفنبر ديسمبر|دسمبر"
    ),
    (
        "كانون_الثاني|كانون_ثاني|جانفي|جانفيي شباط|فيفري|فبرائر اذار افريل|ابريل ماي|مايس جوان|يونيوه جويليه|جويلية"
        " اوت|غشت|اغشت شتنبر|سبتنبر تشرين_الاول|تشرين_اول نونبر|تشرين_الثاني|تشرين_ثاني|نوفمبير"
        " دجنبر|كانون_الاول|كانون_اول"
    ),
    # English, and three letters of it
    (
        "january|jan february|feb|febr march|mar april|apr may june|jun july|jul august|aug"
        " september|sept|sep october|oct"
        " november|nov december|dec"
    ),
    # French
    (
        "janvier|janv fevrier|fevr|fev mars avril|avr mai juin juillet|juil|juill aout septembre|sept octobre"
        " novembre decembre"
    ),
    # Spanish
    (
        "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre|set octubre noviembre"
        " diciembre|dic"
    ),
    # German and Austrian
    (
        "januar|janner|jaenner februar|feber marz|maerz|mrz april mai juni juli august september oktober|okt november"
        " dezember|dez"
    ),
    # Italian
    (
        "gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug"
        " agosto settembre|sett ottobre|ott novembre"
        " dicembre"
    ),
    # Portuguese
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro|out novembro dezembro",
    # Turkish
    (
        "ocak|oca subat|sub mart nisan|nis mayis haziran|haz temmuz|tem agustos|agu eylul|eyl ekim|eki"
        " kasim|kas aralik|ara"
    ),
    # Russian, standing alone and in a date
    (
        "январь|января|янв февраль|февраля|фев|февр март|марта|мар"
        " апрель|апреля|апр май|мая июнь|июня|июн июль|июля|июл"
        " август|августа|авг сентябрь|сентября|сен|сент октябрь|октября|окт"
        " ноябрь|ноября|ноя|нояб декабрь|декабря|дек"
    ),
    # Ukrainian
    (
        "січень|січня|січ лютий|лютого|лют березень|березня|бер квітень|квітня|квіт травень|травня|трав"
        " червень|червня|черв липень|липня|лип серпень|серпня|серп вересень|вересня|вер жовтень|жовтня|жовт"
        " листопад|листопада|лист грудень|грудня|груд"
    ),
    # Persian
    (
        "ژانویه|جنوری|جنوري|جنو فوریه|فبروری|فبروري مارس|مارچ آوریل|اپریل مه|می ژوئن|جون ژوئیه|جولای|جولاي|جول"
        " اوت|آگوست|اگست|اګست سپتامبر|سپتمبر|سېپتمبر اکتبر|اکتوبر نوامبر|نومبر دسامبر|دسمبر|دسم"
    ),
    # Urdu
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    # Sorani Kurdish
    (
        "کانوونی_دووەم|کانونی_دووەم|کانوونی_دووەمی شوبات ئازار نیسان"
        " ئایار|مایس حوزەیران تەمووز|تەموز ئاب ئەیلوول|ئەیلول"
        " تشرینی_یەکەم|تشرینی_یەکەمی تشرینی_دووەم|تشرینی_دووەمی کانوونی_یەکەم|کانونی_یەکەم|کانوونی_یەکەمی"
    ),
    # Kurmanji
    (
        "rebendan|cile sibat|reseme adar nisan|avrel gulan puspar|heziran"
        " tirmeh tebax|gelawej ilon|rezber cotmeh|kewcer"
        " mijdar|sermawez berfanbar|kanun"
    ),
    # Hebrew
    (
        "ינואר|ינו פברואר|פבר מרץ|מרס אפריל|אפר מאי יוני|יונ יולי|יול אוגוסט|אוג ספטמבר|ספט אוקטובר|אוק"
        " נובמבר|נוב דצמבר|דצמ"
    ),
    # Dutch
    "januari februari maart|mrt april mei juni juli augustus september oktober november december",
    # Polish
    (
        "styczen|stycznia|sty luty|lutego|lut marzec|marca kwiecien|kwietnia|kwi maj|maja czerwiec|czerwca|cze"
        " lipiec|lipca|lip sierpien|sierpnia|sie wrzesien|wrzesnia|wrz pazdziernik|pazdziernika|paz"
        " listopad|listopada|lis grudzien|grudnia|gru"
    ),
    # Greek
    (
        "ιανουαριος|ιανουαριου|ιαν φεβρουαριος|φεβρουαριου|φεβ"
        " μαρτιος|μαρτιου|μαρ απριλιος|απριλιου|απρ μαιος|μαιου|μαι"
        " ιουνιος|ιουνιου|ιουν ιουλιος|ιουλιου|ιουλ αυγουστος|αυγουστου|αυγ σεπτεμβριος|σεπτεμβριου|σεπ"
        " οκτωβριος|οκτωβριου|οκτ νοεμβριος|νοεμβριου|νοε δεκεμβριος|δεκεμβριου|δεκ"
    ),
    # Indonesian and Malay
    (
        "januari februari|februari maret|mac april mei|mei juni|jun juli|julai"
        " agustus|ogos|ogo september oktober november"
        " desember|disember|des|dis"
    ),
)

HIJRI: Final = (
    (
        "محرم|المحرم صفر ربيع_الاول|ربيع_اول|ربیع_الاول ربيع_الاخر|ربيع_الثاني|ربيع_ثاني|ربيع_آخر"
        " جمادى_الاولى|جمادى_الاول|جماد_الاول|جمادى_اول|جمادي_الاولي"
        " جمادى_الاخره|جمادى_الثانيه|جمادى_الثاني|جمادى_الاخر|جماد_الاخر|جماد_الثاني"
        " رجب شعبان|الشعبان رمضان شوال ذو_القعده|ذي_القعده|ذوالقعده|ذيقعده|ذيالقعده"
        " ذو_الحجه|ذي_الحجه|ذوالحجه|ذيحجه|ذيالحجه"
    ),
    (
        "muharram safar rabi_al_awwal|rabi_i|rabiulawal rabi_al_thani|rabi_ii|rabi_al_akhir"
        " jumada_al_awwal|jumada_al_ula|jumada_i"
        " jumada_al_thani|jumada_al_akhira|jumada_ii rajab shaban|sha'ban ramadan|ramazan shawwal"
        " dhu_al_qadah|dhul_qadah|zulkada"
        " dhu_al_hijjah|dhul_hijjah|zilhicce"
    ),
)

SOLAR: Final = (
    # Iran
    "فروردین اردیبهشت خرداد تیر مرداد|امرداد شهریور مهر آبان آذر دی بهمن اسفند",
    # Afghanistan: Dari, Pashto
    "حمل ثور جوزا سرطان اسد سنبله ميزان عقرب قوس جدي دلو حوت",
    "وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب",
    "farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand",
)
