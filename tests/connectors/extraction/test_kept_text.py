"""Ordinary articles that have the words of labels in them, and texts of other forms: they lose nothing."""

import pytest

from connectors.extraction import extract_text

STORY = (
    "The ferry line between Meridian and the outer islands opened again on Thursday after a winter of repairs.\n"
    "Engineers had worked on the piers since October, and the harbour master said that they had done well."
)
TITLE = "Ferry line to Meridian opens again"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(STORY, id="two paragraphs"),
        pytest.param(
            (f"{STORY}\nThe source: nobody would say who had paid for the repairs, and nobody asked for long."),
            id="a sentence with the word source",
        ),
        pytest.param(
            (f"{STORY}\nSource material for the new piers came from the quarry of Castor, as it had in the old days."),
            id="a sentence that begins with it",
        ),
        pytest.param(
            (
                "قال المصدر إن العبّارات عادت إلى العمل بعد شتاء من الترميم في مرفأ النورس.\nالمصدر نفسه "
                "أكد أن الركاب انتظروا على الرصيف منذ الفجر لرؤية العبّارة الأولى.\nوبحسب المصدر، فإن "
                "الأرصفة ستبقى مفتوحة حتى الخريف."
            ),
            id="a source that speaks, in Arabic",
        ),
        pytest.param(
            (
                f"{STORY}\nWhat comes next\nThe piers of Castor will be mended in the summer, when the "
                f"ferries run less often."
            ),
            id="a subheading",
        ),
        pytest.param(
            (
                f"{STORY}\nWhy the engineers had to work through the whole winter\nThe ice had broken two "
                f"of the piers, and without the repairs no ferry could have landed at Meridian."
            ),
            id="a long subheading of the same story",
        ),
        pytest.param(
            f'{STORY}\n"We have waited since October."\n"My goats as well."', id="quotes on lines of their own"
        ),
        pytest.param(
            (
                f"{STORY}\nThe line stops at:\n- Meridian\n- Castor\n- Pollux\n- the Lighthouse\nFrom there "
                f"a bus goes on to the valley twice a day."
            ),
            id="a list",
        ),
        pytest.param(
            f"{STORY}\nمباشر من المرفأ تابع الأهالي الحدث، وقال أحدهم إنه لم ير مثله منذ سنوات.",
            id="a sentence that begins like a control",
        ),
        pytest.param(
            (f"{STORY}\nThe related question of the fares was left to the council, which meets again in April."),
            id="a sentence with the word related",
        ),
        pytest.param(
            (f"{STORY}\nComments by the mayor drew laughter from the islanders who had come with their goats."),
            id="a sentence that begins with comments",
        ),
        pytest.param(
            (
                f"{STORY}\nOn 12 March 2026\nthe last of the piers was handed over to the harbour, and the "
                f"engineers went home."
            ),
            id="a date within the text",
        ),
        pytest.param(
            f"{STORY}\nThe app iPhoneFerry and the firm McQuay sold the tickets.", id="names with capitals inside"
        ),
        pytest.param(
            (
                "س: متى تعود العبّارات إلى العمل؟\nج: في الربيع، بعد أن ينتهي الترميم كله.\nس: ومن يدفع "
                "كلفة ذلك؟\nج: البلدية، كما قلت لكم في العام الماضي."
            ),
            id="an interview in Arabic",
        ),
        pytest.param(
            (
                "Q: When will the ferries run?\nA: In spring.\nQ: And who pays?\nA: The council, as I told "
                "you last year, pays for all of it."
            ),
            id="an interview in English",
        ),
        pytest.param(
            (
                "10:45\nThe first ferry has left Meridian with two hundred islanders on board.\n11:20\nThe "
                "ferry has passed the lighthouse, and the keeper waved with a tablecloth.\n12:05\nIt has "
                "landed on the outer islands, an hour late."
            ),
            id="a live blog with times",
        ),
        pytest.param(
            (
                "6 minutes ago\nThe first ferry has left Meridian with two hundred islanders on board.\n26 "
                "minutes ago\nThe harbour master has cut the ribbon, after some trouble with the "
                "scissors.\n1 hour ago\nThe quay of Meridian is full of people and of goats."
            ),
            id="a live blog with relative times",
        ),
        pytest.param(
            (
                "Blow, wind, over the water\nblow, wind, over the town\nthe ferry is out on the water\nthe "
                "lamps of the town go down\n\nMore\nthan we ever wanted\nNext\nto what we have known"
            ),
            id="a poem",
        ),
        pytest.param(
            (
                "يا عبّارة الفجر عودي\nطال انتظار الجزر\nيا عبّارة الفجر عودي\nطال انتظار الجزر\n\nالمزيد "
                "من الموج يأتي\nوالليل فوق المطر"
            ),
            id="a poem with a refrain, in Arabic",
        ),
        pytest.param("Flour\nSalt\nWater\nYeast", id="a shopping list"),
        pytest.param(
            "- Storm closes the port\n- Council elects a mayor\n- Choir sings on the square", id="headlines alone"
        ),
    ],
)
def test_nothing_is_lost(body: str) -> None:
    found = extract_text(f"{TITLE}\n{body}")
    assert (found.title, found.body) == (TITLE, body)
    assert found.excluded == ()


def test_a_round_up_of_several_stories_keeps_all() -> None:
    body = (
        "Here is what happened in the three towns today, told in the order in which we heard of it.\n\n"
        "Council of Castor elects its youngest mayor\n"
        "The council of Castor elected its youngest mayor on Monday, a baker of twenty-four years.\n"
        "She promised cheaper bread, and was applauded for it by both of the parties.\n\n"
        "Storm closes the port of Pollux for three days\n"
        "A storm closed the port of Pollux for three days, and the fishermen mended their nets.\n"
        "The wind took the roof from the customs house, which had been empty for years."
    )
    assert extract_text(f"The day in the three towns\n{body}").body == body


def test_a_read_also_link_within_the_article_costs_only_its_lines() -> None:
    below = "The council met on Thursday to decide on the fares of the ferry line, and could not agree on anything."
    text = f"{TITLE}\n{STORY}\nRead also\nChoir of retired miners sings for the valley\n{below}"
    assert extract_text(text).body == f"{STORY}\n{below}"


def test_a_cut_of_nearly_everything_is_not_made_and_said() -> None:
    other = "\n".join(
        f"Loaf number {number} of the bakery went to a schoolboy from the valley." for number in range(200)
    )
    found = extract_text(f"{TITLE}\n{STORY}\nSource: Harbourwire\nRelated\n{other}")
    assert found.body.endswith(other)
    assert found.body.startswith(STORY)
    assert found.excluded == ()
    assert found.kept_whole.startswith("the text is kept whole: the cut would have taken 9")


@pytest.mark.parametrize("text", ["", "\n \n", "\u00a0"])
def test_no_text(text: str) -> None:
    found = extract_text(text)
    assert (found.title, found.body, found.body_spans) == ("", "", ())
