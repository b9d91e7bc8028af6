"""Somebody adds a camera, draws its zones, sees them judged and saves them: before the real product."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.worker.probing import word_of
from cameras.errors import CameraError, CameraFailed, FileBroken, InstallationBroken, SourceRefused
from tests.api.worker.test_running import until
from tests.browser.conftest import Open
from tests.browser.drawing import PASSWORD, Hand, Product, draw, film, place, product
from tests.browser.test_stories import AXE, EN, KEY, SERIOUS, ZH
from tests.cameras.rtsp import USER, RtspServer

pytestmark = pytest.mark.thorough
CORNERS = [[0.4, 0.7], [0.6, 0.7], [0.6, 0.9], [0.4, 0.9]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, and a camera that it does not know yet."""
    folder = tmp_path_factory.mktemp("shop")
    with RtspServer(film(folder), PASSWORD) as camera, product(folder, camera) as made:
        yield made


@pytest.fixture
def visit(shop: Product, open_page: Open) -> Open:
    """Open a page of the product as somebody who is logged in."""

    def run(path: str, **wanted: Any) -> Any:  # noqa: ANN401 - as `open_page`
        opened = open_page("about:blank", **wanted)
        shop.admit(opened.page)
        opened.page.goto(shop.address + path)
        return opened

    return run


def points_of(page: Page, zone: str) -> list[list[int]]:
    """A zone as the list beside the picture has it, pixels."""
    button = page.get_by_role("button", name=re.compile(f"^{zone}, "))
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    rows = page.locator(".point-table tbody tr")
    return [[int(one.input_value()) for one in rows.nth(n).locator("input").all()] for n in range(rows.count())]


def saved(page: Page) -> None:
    page.get_by_role("button", name=EN["setup.save"], exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved: ")).to_be_visible()


def test_a_camera_is_added_drawn_judged_saved_and_found_in_the_hall(shop: Product, visit: Open) -> None:
    page = visit("/setup").page
    page.get_by_role("link", name=EN["setup.add"]).click()
    page.get_by_role("button", name=EN["setup.probe"]).click()
    expect(page.get_by_text(EN["setup.address.empty"])).to_be_visible()
    page.get_by_label(EN["setup.address"]).fill(shop.camera.url(f"{USER}:wrong@"))
    page.get_by_role("button", name=EN["setup.probe"]).click()
    expect(page.get_by_text(EN["setup.probe.camera_unauthorised"])).to_be_visible()
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_text(ZH["setup.probe.camera_unauthorised"])).to_be_visible()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_label(EN["setup.address"])).to_have_value(shop.camera.url())  # the password stands nowhere
    page.get_by_label(EN["setup.password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=EN["setup.probe"]).click()
    expect(page.get_by_alt_text(EN["setup.probe.picture"])).to_have_js_property("naturalWidth", 1280)
    page.get_by_role("button", name=EN["setup.next.draw"]).click()
    expect(page.get_by_text(EN["setup.wanted"])).to_have_count(2)
    page.get_by_label(EN["setup.place.camera"]).fill("Over the tills")
    page.get_by_label(EN["setup.place.counterName"]).fill("Till 5")
    page.get_by_role("button", name=EN["setup.next.draw"]).click()
    expect(page.get_by_text(EN["setup.verdict.no_staff"])).to_be_visible()
    zones = shop.zones(2)  # nobody sits at window 2 of the film
    draw(page, EN["zone.staff"], zones["staff"])
    state = page.get_by_test_id("draft-state")
    expect(state).to_contain_text(EN["lane.absent"])
    page.get_by_role("button", name="Remove: Staff zone").click()
    draw(page, EN["zone.staff"], shop.zones(1)["staff"])
    draw(page, EN["zone.customer"], shop.zones(1)["customer"])
    expect(state).to_contain_text(EN["lane.present"])
    expect(state).to_contain_text(EN["visitor.present"])
    expect(page.get_by_text(EN["setup.verdict.note"])).to_be_visible()
    saved(page)
    assert PASSWORD not in page.content()
    page.get_by_role("link", name=EN["setup.saved.hall"]).click()
    card = page.locator(".card").filter(has_text="Till 5")
    expect(card).to_have_attribute("data-standing", "present")
    view = shop.get("/site")["site"]["halls"][0]["counters"][-1]["views"][0]
    for drawn, wanted in zip(view["zones"]["staff"], shop.zones(1)["staff"], strict=True):
        assert drawn == pytest.approx(wanted, abs=0.003)


SECRET = "sesame-7"  # noqa: S105 - of a camera that is not there
KINDS_ONLY = {SourceRefused, FileBroken, CameraFailed, InstallationBroken}
"""Which say who must act; what is raised is one of those below them."""


def kinds_below(kind: type[CameraError]) -> set[type[CameraError]]:
    return {kind, *(below for one in kind.__subclasses__() for below in kinds_below(one))}


@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
def test_whatever_keeps_a_camera_from_opening_has_words(words: dict[str, str]) -> None:
    told = {word_of(kind) for kind in kinds_below(CameraError) - KINDS_ONLY} | {"internal"}
    assert sorted(word for word in told if f"setup.probe.{word}" not in words) == []


def test_zones_are_moved_undone_and_saved(shop: Product, visit: Open) -> None:
    page = visit("/setup").page
    page.get_by_role("link", name="Edit zones: Window 3 Tax, Demo scene").click()
    expect(page.locator(".picture-live")).to_be_visible()
    frame = page.locator(".picture-frame")
    before = points_of(page, "Staff zone")
    zones = shop.zones(3)
    (x, y), middle = zones["staff"][0], place(frame, 0.5, 0.5)
    box = frame.bounding_box()
    assert box is not None
    page.get_by_label(EN["setup.snap"]).uncheck(force=True)
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.keyboard.down("Alt")  # else the rectangle would stay one
    page.mouse.down()
    page.mouse.move(box["x"] + (x - 0.01) * box["width"], box["y"] + (y - 0.02) * box["height"], steps=4)
    page.mouse.up()
    page.keyboard.up("Alt")
    moved = points_of(page, "Staff zone")
    assert moved[0] == pytest.approx([before[0][0] - 13, before[0][1] - 14], abs=2)
    assert moved[1:] == before[1:]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_label("Point 1, Across")).to_have_value(str(moved[0][0] + 1))
    expect(page.get_by_label("Point 1, Down")).to_have_value(str(moved[0][1] + 10))
    for _ in range(3):
        page.keyboard.press("Control+z")
    assert points_of(page, "Staff zone") == before
    for _ in range(3):
        page.keyboard.press("Control+Shift+z")
    assert points_of(page, "Staff zone")[0] == [moved[0][0] + 1, moved[0][1] + 10]
    frame.click(position=place(frame, *[sum(p[axis] for p in zones["staff"][:2]) / 2 for axis in (0, 1)]))
    assert len(points_of(page, "Staff zone")) == 5
    page.keyboard.press("Delete")
    assert len(points_of(page, "Staff zone")) == 4
    frame.hover(position=middle)
    page.mouse.wheel(0, -400)
    expect(page.locator(".drawing-scale")).not_to_have_text("100 %")
    frame.focus()
    page.keyboard.press("0")
    expect(page.locator(".drawing-scale")).to_have_text("100 %")
    saved(page)
    assert [round(part * size) for part, size in zip(shop.zones(3)["staff"][0], (1280, 720), strict=True)] == [
        moved[0][0] + 1,
        moved[0][1] + 10,
    ]


MASK = "Privacy mask 1"
EDGES = ((0.3, 0.3), (0.5, 0.55))
"""Opposite corners of a mask."""


def mask_editor(visit: Open) -> tuple[Page, Hand]:
    """A picture that nothing is saved of; points do not snap to what is there."""
    page = visit("/setup/views/2%40demo").page
    expect(page.locator(".picture-live")).to_be_visible()
    page.get_by_label(EN["setup.snap"]).uncheck(force=True)
    return page, Hand(page)


def pixels(*places: tuple[float, float]) -> list[Any]:
    return [pytest.approx([1280 * x, 720 * y], abs=3) for x, y in places]


def test_a_rectangle_is_pressed_dragged_let_go_and_stays_one(visit: Open) -> None:
    page, hand = mask_editor(visit)
    (left, top), (right, bottom) = EDGES
    page.get_by_role("button", name="Rectangle: Privacy mask").click()
    hand.drag(*EDGES)
    expect(page.locator(".shape-entry[data-chosen] .shape-choice")).to_have_text(f"{MASK}, 4 points")
    assert points_of(page, MASK) == pixels((left, top), (right, top), (right, bottom), (left, bottom))
    hand.drag((right, bottom), (0.6, 0.65))
    wide = pixels((left, top), (0.6, top), (0.6, 0.65), (left, 0.65))
    assert points_of(page, MASK) == wide
    page.keyboard.down("Alt")
    hand.drag((0.6, top), (0.65, 0.2))
    page.keyboard.up("Alt")
    assert points_of(page, MASK) == [wide[0], *pixels((0.65, 0.2)), *wide[2:]]
    for _ in range(3):
        page.keyboard.press("Control+z")
    expect(page.get_by_text(EN["setup.hint.rectangle"].replace("{{zone}}", "Privacy mask"))).to_be_visible()
    hand.click(*EDGES[0])
    expect(page.get_by_text(EN["setup.hint.opposite"].replace("{{zone}}", "Privacy mask"))).to_be_visible()
    hand.click(*EDGES[1])
    assert points_of(page, MASK) == pixels((left, top), (right, top), (right, bottom), (left, bottom))


def test_a_line_that_crosses_itself_is_told_while_it_is_drawn(visit: Open) -> None:
    page, hand = mask_editor(visit)
    page.get_by_role("button", name="Polygon: Privacy mask").click()
    for x, y in (CORNERS[0], CORNERS[2], CORNERS[1]):
        hand.click(x, y)
    hint = page.locator(".drawing-hint")
    expect(hint).not_to_have_attribute("data-wrong", "true")
    hand.click(*CORNERS[3])
    expect(hint).to_have_text(EN["setup.hint.crosses"].replace("{{zone}}", "Privacy mask"))
    page.keyboard.press("Control+z")
    expect(hint).not_to_have_attribute("data-wrong", "true")


def shown_part(page: Page) -> list[float]:
    """Left, top and scale of the picture in its frame, in fractions of the frame."""
    found = page.evaluate(
        """() => {
            const [frame, picture] = [".picture-frame", ".picture-below"].map((one) =>
                document.querySelector(one).getBoundingClientRect());
            return [(picture.x - frame.x) / frame.width, (picture.y - frame.y) / frame.height,
                    picture.width / frame.width];
        }"""
    )
    return [float(part) for part in found]


def shows_part(page: Page, wanted: list[float], within: float) -> None:
    """The browser hands on moves with its next frame: the last one of a gesture may still be on its way."""
    try:
        until(lambda: shown_part(page) == pytest.approx(wanted, abs=within))
    except AssertionError:
        assert shown_part(page) == pytest.approx(wanted, abs=within)


def test_the_middle_button_and_the_space_bar_move_a_zoomed_picture(visit: Open) -> None:
    page, hand = mask_editor(visit)
    hand.move(0.5, 0.5)
    page.mouse.wheel(0, -600)
    expect(page.locator(".drawing-scale")).not_to_have_text("100 %")
    left, top, scale = shown_part(page)
    hand.drag((0.4, 0.4), (0.5, 0.6), "middle")
    shows_part(page, [left + 0.1, top + 0.2, scale], within=0.01)
    page.get_by_role("button", name="Polygon: Privacy mask").click()
    page.keyboard.down(" ")
    hand.drag((0.5, 0.6), (0.4, 0.4))
    page.keyboard.up(" ")
    shows_part(page, [left, top, scale], within=0.01)
    expect(page.get_by_text("(0 so far)")).to_be_visible()  # the key that moved the picture put no point down


def test_two_fingers_zoom_and_move_the_picture_and_draw_nothing(visit: Open) -> None:
    page, _ = mask_editor(visit)
    page.get_by_role("button", name="Rectangle: Privacy mask").click()
    frame = page.locator(".picture-frame").bounding_box()
    assert frame is not None
    line = page.context.new_cdp_session(page)
    line.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})

    def touch(kind: str, *fingers: tuple[float, float]) -> None:
        points = [
            {"x": frame["x"] + x * frame["width"], "y": frame["y"] + y * frame["height"], "id": n}
            for n, (x, y) in enumerate(fingers)
        ]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (0.4, 0.5))
    touch("touchMove", (0.41, 0.5))  # one finger comes first, and would draw
    touch("touchStart", (0.41, 0.5), (0.61, 0.5))
    for step in range(1, 11):
        touch("touchMove", (0.41 - 0.01 * step, 0.5), (0.61 + 0.01 * step, 0.5))
    shows_part(page, [0.51 - 0.51 * 2, -0.5, 2.0], within=0.03)
    for step in range(1, 11):
        touch("touchMove", (0.31 + 0.01 * step, 0.5 + 0.01 * step), (0.71 + 0.01 * step, 0.5 + 0.01 * step))
    shows_part(page, [0.61 - 0.51 * 2, -0.4, 2.0], within=0.03)
    touch("touchEnd")
    expect(page.get_by_text(EN["setup.hint.rectangle"].replace("{{zone}}", "Privacy mask"))).to_be_visible()
    touch("touchStart", (0.3, 0.3))
    for step in range(1, 6):
        touch("touchMove", (0.3 + 0.02 * step, 0.3 + 0.02 * step))
    touch("touchEnd")
    left, top, scale = shown_part(page)
    drawn = [((x - left) / scale, (y - top) / scale) for x, y in ((0.3, 0.3), (0.4, 0.3), (0.4, 0.4), (0.3, 0.4))]
    assert points_of(page, MASK) == pixels(*drawn)


def test_a_counter_is_drawn_by_keyboard_alone(shop: Product, visit: Open) -> None:
    page = visit("/setup/cameras/demo").page

    def go_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            found = page.evaluate(
                "() => { const e = document.activeElement;"
                " return e.ariaLabel ?? e.labels?.[0]?.innerText ?? e.innerText }"
            )
            if str(found).startswith(name):
                return
        pytest.fail(f"{name} was never reached")

    expect(page.get_by_label(EN["setup.place.counterName"])).to_be_visible()
    go_to(EN["setup.place.counterName"])
    page.keyboard.type("Window 9")
    page.keyboard.press("Enter")
    go_to("Polygon: Privacy mask")
    page.keyboard.press("Enter")
    expect(page.locator(".picture-frame")).to_be_focused()
    for key in ("Space", "Shift+ArrowRight", "Space", "Shift+ArrowDown", "Space"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    assert points_of_focused(page) == "Privacy mask 1, 3 points"
    go_to("Rectangle: Staff zone")
    page.keyboard.press("Enter")
    expect(page.locator(".picture-frame")).to_be_focused()
    for key in ("Space", *["Shift+ArrowRight"] * 9, *["Shift+ArrowDown"] * 9, "Space"):
        page.keyboard.press(key)
    assert points_of(page, "Staff zone") == [[640, 360], [730, 360], [730, 450], [640, 450]]
    page.locator(".picture-frame").focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Insert")
    expect(page.get_by_role("button", name="Staff zone, 5 points")).to_be_visible()
    go_to(EN["setup.save"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved: Window 9")).to_be_visible()
    counter = next(c for c in shop.get("/site")["site"]["halls"][0]["counters"] if c["name"] == "Window 9")
    zones = counter["views"][0]["zones"]
    assert len(zones["staff"]) == 5
    assert [[round(x * 1280), round(y * 720)] for x, y in zones["privacy"][0]] == [[640, 360], [650, 360], [650, 370]]


def points_of_focused(page: Page) -> str:
    chosen = page.locator(".shape-entry[data-chosen] .shape-choice")
    expect(chosen).to_be_visible()
    return chosen.inner_text()


def test_what_somebody_else_saved_is_told_and_both_are_kept(shop: Product, visit: Open) -> None:
    page = visit("/setup/views/4%40demo").page
    draw(page, EN["zone.privacy"], CORNERS)
    now = shop.get("/site")
    now["site"]["halls"][0]["counters"][1]["name"] = {"zh": "2号", "en": "Second window"}
    shop.save(now["site"], now["version"])
    page.get_by_role("button", name=EN["setup.save"], exact=True).click()
    dialogue = page.get_by_role("dialog")
    expect(dialogue).to_contain_text(f"saved version {now['version'] + 1}")
    expect(dialogue.get_by_role("listitem")).to_have_text("Window Second window changed")
    dialogue.get_by_role("button", name=EN["setup.conflict.take"]).click()
    expect(page.get_by_role("button", name="Privacy mask 1, 4 points")).to_be_visible()
    saved(page)
    counters = shop.get("/site")["site"]["halls"][0]["counters"]
    assert counters[1]["name"]["en"] == "Second window"
    assert len(counters[3]["views"][0]["zones"]["privacy"]) == 1


def test_a_crossing_is_told_at_once_and_not_saved(shop: Product, visit: Open) -> None:
    page = visit("/setup/views/1%40demo").page
    version = shop.get("/site")["version"]
    draw(page, EN["zone.privacy"], [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]])
    expect(page.get_by_text(EN["setup.wrong.crosses"]).first).to_be_visible()
    expect(page.get_by_text(EN["setup.verdict.invalid"])).to_be_visible()
    page.get_by_role("button", name=EN["setup.save"], exact=True).click()
    expect(page.locator(".save-told .fault")).to_contain_text(EN["setup.wrong.crosses"])
    page.get_by_role("link", name=EN["page.hall"], exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=EN["setup.cancel"]).last.click()
    expect(page.locator(".picture-frame")).to_be_visible()
    assert shop.get("/site")["version"] == version


def test_names_and_addresses_are_changed_and_credentials_kept_unseen(shop: Product, visit: Open) -> None:
    site = shop.get("/site")
    site["site"]["cameras"].append({"id": "yard", "name": "Yard", "main": f"rtsp://viewer:{SECRET}@127.0.0.1:9/main"})
    shop.save(site["site"], site["version"])
    page = visit("/setup").page
    expect(page.locator("tr", has_text="Yard")).to_contain_text(EN["setup.camera.unused"])
    page.get_by_role("button", name="Edit camera Yard").click()
    dialogue = page.get_by_role("dialog")
    expect(dialogue.get_by_label(EN["setup.address"])).to_have_value("rtsp://127.0.0.1:9/main")
    dialogue.get_by_label(EN["setup.name.en"]).fill("Court")
    dialogue.get_by_label(EN["setup.sub"]).fill("rtsp://127.0.0.1:9/sub")
    dialogue.get_by_role("button", name=EN["setup.save"]).click()
    expect(dialogue.get_by_text(EN["setup.login.again"])).to_be_visible()
    dialogue.get_by_label(EN["setup.sub"]).fill("")
    dialogue.get_by_role("button", name=EN["setup.save"]).click()
    expect(page.get_by_role("button", name="Edit camera Court")).to_be_visible()
    assert SECRET not in page.content()
    assert shop.get("/site")["site"]["cameras"][-1]["main"] == "rtsp://***@127.0.0.1:9/main"
    page.get_by_role("button", name="Rename Demo hall").click()
    page.get_by_label(EN["setup.name.en"]).fill("Great hall")
    page.get_by_role("dialog").get_by_role("button", name=EN["setup.save"]).click()
    expect(page.get_by_role("heading", name="Great hall")).to_be_visible()


def test_what_is_removed_is_asked_for_first(shop: Product, visit: Open) -> None:
    site = shop.get("/site")
    counter = {"id": "spare", "name": "Spare", "views": [{"camera": "demo", "zones": {"staff": CORNERS}}]}
    site["site"]["halls"][0]["counters"].append(counter)
    shop.save(site["site"], site["version"])
    page = visit("/setup").page
    page.get_by_role("button", name="Rename Spare").click()
    page.get_by_label(EN["setup.name.en"]).fill("Reserve")
    page.get_by_role("dialog").get_by_role("button", name=EN["setup.save"]).click()
    remove = page.get_by_role("button", name="Remove window Reserve")
    remove.click()
    page.get_by_role("dialog").get_by_role("button", name=EN["setup.cancel"]).last.click()
    expect(page.get_by_role("link", name="Reserve", exact=True)).to_be_visible()
    remove.click()
    page.get_by_role("dialog").get_by_role("button", name=EN["setup.remove"], exact=True).click()
    expect(page.get_by_role("link", name="Reserve", exact=True)).to_have_count(0)
    until(lambda: all(c["id"] != "spare" for c in shop.get("/site")["site"]["halls"][0]["counters"]))
    author = page.get_by_role("table").last.locator("tbody tr").first
    expect(author).to_contain_text("Zhang Wei")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/setup", "/setup/add", "/setup/cameras/demo", "/setup/views/1%40demo"])
def test_nothing_serious_stands_in_the_way_of_anybody(visit: Open, path: str, scheme: str) -> None:
    page = visit(path, scheme=scheme).page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if "views" in path:
        expect(page.get_by_test_id("draft-state")).to_be_visible()
        points_of(page, "Staff zone")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found["violations"] if v["impact"] in SERIOUS] == []


@pytest.mark.parametrize("path", ["/setup", "/setup/add", "/setup/cameras/demo", "/setup/views/1%40demo"])
@pytest.mark.parametrize(("language", "words", "other"), [("en-GB", EN, ZH), ("zh-CN", ZH, EN)])
def test_no_text_is_of_the_other_language(
    shop: Product, visit: Open, path: str, language: str, words: dict[str, str], other: dict[str, str]
) -> None:
    page = visit(path, language=language).page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if "views" in path:
        expect(page.get_by_test_id("draft-state")).to_be_visible()
    names = {"language.en", "language.zh-CN", "product", "metric.none"}
    text = page.locator("body").inner_text()
    for name in names_of(shop.get("/site")["site"]):
        text = text.replace(name, "")
    sought = {value for key, value in other.items() if key not in names and "{{" not in value}
    foreign = [one for one in sought - set(words.values()) if re.search(rf"\b{re.escape(one)}\b", text)]
    assert foreign == []
    if words is EN:
        assert set(re.findall(r"[\u4e00-\u9fff]+", text)) <= {"中文"}
    assert KEY.findall(text) == []
    assert re.findall(r"\b(?:setup|zone|login)\.[a-z_]+", text) == []


def names_of(site: Any) -> list[str]:  # noqa: ANN401 - JSON
    """What people have called things: in whichever language they like."""
    things = [*site["cameras"], *site["halls"], *site["halls"][0]["counters"]]
    names = [
        name for one in things for name in ([one["name"]] if isinstance(one["name"], str) else one["name"].values())
    ]
    return sorted(names, key=len, reverse=True)
