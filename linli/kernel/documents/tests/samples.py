"""Made-up letters for the tests of this app."""

from datetime import date

from linli.kernel.documents.letters import Copy, OfficialLetter, Paragraph, Run

TRACE = "http://127.0.0.1:8000/trace/sample/"
TALK = "遇事先商量，听得见各家的话，办得成大家的事，桩桩有着落，样样有回音。"
COPIES = (Copy("市人大示范工作委员会", 2), Copy("市政府示范督查局", 2))
RARE = "堃喆玥珺垚翀璟彧祎旻曌"


def paragraph(level: int, *parts: str | tuple[str, str]) -> Paragraph:
    """A paragraph of plain text and (text, mark) pairs."""
    return Paragraph(level, tuple(Run(part) if isinstance(part, str) else quoted(*part) for part in parts))


def quoted(text: str, mark: str) -> Run:
    return Run(text, mark, TRACE + mark)


def letter(*, repeats: int = 1, allocated: str = "2015万元", **changed) -> OfficialLetter:
    """A reply with eight quoted figures; `repeats` makes it longer, six to about three pages."""
    body = (
        paragraph(0, "您提出的关于社区建设的建议收悉，现将办理情况答复如下。"),
        paragraph(1, "一、总体情况"),
        paragraph(
            2,
            "（一）经费保障有力。",
            "上年共拨付",
            (allocated, "F3"),
            "，其中市级",
            ("1026万元", "F4"),
            "，县级",
            ("989万元", "F5"),
            "。",
        ),
        paragraph(2, "（二）自治基础扎实"),
        *[
            paragraph(0, TALK * 4, "全市", ("3079", "F6"), "个村（社区）完成换届，赋码率", ("100%", "F7"), "。")
            for _ in range(repeats)
        ],
        paragraph(3, "1.下一步打算"),
        paragraph(
            0,
            "目前已建成",
            ("93", "F8"),
            "个，年内再建",
            ("30", "F9"),
            "个，届时达",
            ("70%以上", "F10"),
            "。感谢关心。",
        ),
    )
    facts = {
        "organ": "濮阳市示范局",
        "document_number": "濮示文〔2021〕12号",
        "signer": "甲某某",
        "title": "关于对市八届人大四次会议第395号建议的答复",
        "salutation": "尊敬的乙某某代表",
        "body": body,
        "date": date(2021, 7, 9),
        "contact_name": "丙某某",
        "contact_phone": "0393-0000000",
        "copies_to": COPIES,
        "identity": "5c0e4c5e-0000-4000-8000-000000000001",
        "manifest": {"citations": [{"mark": "F3", "code": "funds.allocated", "value": 2_015_000_000}]},
    }
    return OfficialLetter(**{**facts, **changed})
