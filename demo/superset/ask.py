"""Asks a running Superset for the data of the dashboard, as its charts do: in order, with letters, with the filter by label."""
import json
import sys
import urllib.request

base = sys.argv[1]


def get(path):
    return json.load(urllib.request.urlopen(base + path))


def data(dataset, columns, metrics, order, roles=None):
    query = {
        "columns": columns,
        "metrics": metrics,
        "orderby": [[order, True]] if order else [],
        "row_limit": 1000,
        "filters": [{"col": "role_label", "op": "IN", "val": roles}] if roles else [],
    }
    body = {"datasource": {"id": dataset, "type": "table"}, "queries": [query], "result_format": "json", "result_type": "full"}
    request = urllib.request.Request(base + "/api/v1/chart/data", json.dumps(body).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["result"][0]["data"]


datasets = {d["table_name"]: d["id"] for d in get("/api/v1/dataset/?q=(page_size:100)")["result"]}
assert len(get("/api/v1/chart/?q=(page_size:100)")["result"]) >= 5, "five charts"
assert get("/api/v1/dashboard/mlops-2021")["result"]["dashboard_title"] == "MLOps 2021 (synthetic)"

everybody = data(datasets["mlops_2021_analysis"], ["team_size_sorted"], ["Top-2-box", "Top-2-box__yhat_lower", "Top-2-box__yhat_upper", "respondents"], "team_size_sorted")
sizes = [row["team_size_sorted"] for row in everybody if row["team_size_sorted"]]
assert sizes == ["1. Only me", "2. 2 to 4", "3. 5 to 9", "4. 10 to 19", "5. 20 or more"], sizes
assert all(row["Top-2-box__yhat_lower"] < row["Top-2-box"] < row["Top-2-box__yhat_upper"] for row in everybody if row["team_size_sorted"])

letters = data(datasets["challenge_letters"], ["answer", "team_size"], ["cell"], "answer")
assert any(row["cell"] and row["cell"].rstrip("*")[-1].isalpha() for row in letters), "no letters"

some = data(datasets["mlops_2021_analysis"], [], ["respondents"], None, ["Data scientist"])[0]["respondents"]
assert 0 < some < sum(row["respondents"] for row in everybody), some
for name, metric in (("challenge_letters", "cell"), ("challenge_sides", "percent"), ("role_by_team", "percent")):
    column = {"challenge_letters": "answer", "challenge_sides": "question", "role_by_team": "role"}[name]
    whole, part = (data(datasets[name], [column], [metric], column, roles) for roles in (None, ["Data scientist"]))
    assert whole and part and whole != part, name + " does not follow the filter"
by_years = data(datasets["challenge_by_years"], ["years"], ["Data", "Deployment"], "order")
assert [row["years"] for row in by_years] == ["0 to 2", "3 to 5", "6 to 9", "10 or more"], by_years
print("all charts have data")
