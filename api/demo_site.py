"""The site that goes with the demo scene: its four counters, with limits short enough to be watched."""

import yaml

from cameras.scene_hall import DESK_PHONE_ZONE, SIGN_ZONE, zone
from cameras.scene_people import GARMENT_RGB
from cameras.scene_script import Garment, Script
from cameras.scene_stage import Stage

CAMERA = "demo"
ADDRESS = "scene:demo"
"""What the camera's address says instead of a path or an address of the network."""


def address_from(begins_ms: int) -> str:
    """The address of the scene whose script began at ``begins_ms`` UTC, whenever it is opened."""
    return f"{ADDRESS}?begins={begins_ms}"


NOTICE_S, WARNING_S = 20, 40
SERVICES = (("综合业务", "General"), ("社保医保", "Insurance"), ("税务登记", "Tax"), ("证照打印", "Licences"))
COLLAR = "#16161a"
"""The photographed suit has a wide black collar, whatever its cloth."""

HEADER = "# The site of `scene:demo`: the drawn hall of cameras/scene.py, with limits of seconds instead of minutes.\n"


def demo_site_text(script: Script, address: str = ADDRESS) -> str:
    """A site file for ``script``, played at ``address``: each counter always in service, its uniform navy."""
    stage = Stage(script)
    site = {
        "version": 1,
        "limits_version": 1,
        "halls": [
            {
                "id": "demo",
                "name": {"zh": "演示大厅", "en": "Demo hall"},
                "time_zone": "UTC",
                "counters": [_counter(stage, place, counter) for place, counter in enumerate(script.counters)],
            }
        ],
        "cameras": [{"id": CAMERA, "name": {"zh": "演示场景", "en": "Demo scene"}, "main": address}],
        "uniforms": [
            {
                "id": "navy",
                "name": {"zh": "藏青制服", "en": "Navy uniform"},
                "palette": [_navy(), COLLAR],
                "shares": [0.7, 0.3],
            }
        ],
    }
    return HEADER + yaml.safe_dump(site, allow_unicode=True, sort_keys=False, default_flow_style=None, width=116)


def _counter(stage: Stage, place: int, counter: str) -> dict[str, object]:
    staff, customer = stage.zones(counter)
    zones = {
        "staff": staff,
        "customer": customer,
        "desk_phone": zone(place, DESK_PHONE_ZONE),
        "sign": zone(place, SIGN_ZONE),
    }
    zh, en = SERVICES[place]
    return {
        "id": counter,
        "name": {"zh": f"{counter}号窗口 {zh}", "en": f"Window {counter} {en}"},
        "uniforms": ["navy"],
        "views": [{"camera": CAMERA, "covers": "full", "zones": {name: _points(of) for name, of in zones.items()}}],
        "limits": {
            "presence.absent": {
                "status": "prompt",
                "notice_after_s": NOTICE_S,
                "warning_after_s": WARNING_S,
            }
        },
    }


def _points(polygon: tuple[tuple[float, float], ...]) -> list[list[float]]:
    return [list(point) for point in polygon]


def _navy() -> str:
    red, green, blue = GARMENT_RGB[Garment.NAVY]
    return f"#{red:02x}{green:02x}{blue:02x}"
