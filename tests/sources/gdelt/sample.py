"""A few rows as GDELT gives them, invented."""


def article(number=1, **other):
    cells = {
        0: f"20250302010000-{number}",
        1: "20250302010000",
        2: "1",
        3: "bao-mau.example",
        4: f"https://bao-mau.example/{number}",
        7: "NATURAL_DISASTER_FLOOD;WB_140_AGRICULTURE",
        11: "nguyen van a;tran thi b",
        15: "-3.1,1.2,4.3,5.5,20.1,0,200",
        25: "srclc:vie;eng:GT-VIE 1.0",
        26: f"<PAGE_LINKS>x</PAGE_LINKS><PAGE_TITLE>Ngập &quot;chưa từng có&quot; ở hẻm {number}</PAGE_TITLE>",
        **{int(place): cell for place, cell in other.items()},
    }
    return "\t".join(cells.get(place, "") for place in range(27))


def event(number=1):
    return "\t".join([str(1_200_000 + number), "20250302", "202503", *[""] * 57, f"https://bao-mau.example/{number}"])


def sample(count=60):
    rows = [article(n) for n in range(1, count + 1)]
    return "\n".join([*rows, article(99, **{"26": "<PAGE_LINKS>x</PAGE_LINKS>"})]) + "\n"
