"""Opens the dashboard in Chromium, chooses a role in its filter by mouse, and looks at what the charts ask for then."""
import json
import shutil
import sys

from playwright.sync_api import sync_playwright

base, out = sys.argv[1:]
CHARTS = 5
ROLE = "Data scientist"

with sync_playwright() as play:
    browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page(viewport={"width": 1600, "height": 2000})
    asked = []

    def note(response):
        if "/api/v1/chart/data" in response.url and response.request.post_data:
            body = json.loads(response.request.post_data)
            form = body.get("form_data") or {}
            filters = [f for query in body["queries"] for f in query.get("filters") or []]
            asked.append((form.get("slice_id"), response.status, any(f.get("col") == "role_label" and ROLE in (f.get("val") or []) for f in filters)))

    page.on("response", note)

    def wait_for(charts, what):
        for _ in range(240):
            if len(charts()) >= CHARTS:
                return
            page.wait_for_timeout(500)
        raise AssertionError("%s: only %s of %s" % (what, asked, CHARTS))

    page.goto(base + "/superset/dashboard/mlops-2021/", wait_until="domcontentloaded", timeout=120000)
    wait_for(lambda: {slice for slice, status, _ in asked if slice and status == 200}, "charts with data")
    page.wait_for_timeout(3000)
    page.screenshot(path=out + "/superset_before.png")
    asked.clear()
    page.locator(".ant-select-selector").first.click()
    page.keyboard.type(ROLE)
    page.locator(".ant-select-item-option", has_text=ROLE).first.click()
    page.keyboard.press("Escape")
    page.locator("[data-test=filter-bar__apply-button]").click()
    wait_for(lambda: {slice for slice, status, filtered in asked if slice and status == 200 and filtered}, "charts that follow the filter")
    page.wait_for_timeout(3000)
    page.screenshot(path=out + "/superset_filtered.png")
    browser.close()
print("every chart follows")
