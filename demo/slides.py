"""Questions by groups as PowerPoint slides with charts that can be edited: python slides.py SURVEY GROUPS FILE QUESTION ...

Needs python-pptx and psycopg2; the server is that of the environment (PGHOST, PGDATABASE, ...)."""
import sys

import psycopg2
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Inches, Pt

# from bad to good, told apart by the colour-blind too; further answers are as PowerPoint has them
COLOURS = ["B35806", "F1B36B", "D9D9D9", "9CC5E3", "08519C"]
survey, groups, file, *questions = sys.argv[1:]
database = psycopg2.connect("")
cursor = database.cursor()
slides = Presentation()
slides.slide_width, slides.slide_height = Inches(13.33), Inches(7.5)
for question in questions:
    cursor.execute(
        """SELECT row_question, row_label, column_label, column_letter, base_n, column_percent, cell, test
        FROM survey_crosstab(%s, %s, %s) WHERE statistic = 'percent' AND NOT is_total
        ORDER BY row_position, column_position""",
        (survey, question, groups),
    )
    cells = cursor.fetchall()
    columns = list(dict.fromkeys((c[2], c[3], c[4]) for c in cells))
    data = CategoryChartData(number_format='0"%"')
    data.categories = [f"{label} ({letter}), n = {base}" for label, letter, base in columns]
    for answer in dict.fromkeys(c[1] for c in cells):
        data.add_series(answer, [round(c[5], 1) if c[5] is not None else None for c in cells if c[1] == answer])
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = Inches(0.6), Inches(0.3), Inches(12.1), Inches(1.2)
    title.text = cells[0][0]
    title.text_frame.paragraphs[0].font.size = Pt(28)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED_100, Inches(0.6), Inches(1.6), Inches(12.1), Inches(5.2), data).chart
    chart.has_legend, chart.legend.position, chart.legend.include_in_layout = True, XL_LEGEND_POSITION.BOTTOM, False
    chart.category_axis.reverse_order = True
    chart.plots[0].has_data_labels = True
    for series, colour in zip(chart.series, COLOURS):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor.from_string(colour)
    letters = [f"{c[1]}, {c[2]}: {c[6]}" for c in cells if c[6] and c[6].rstrip("*")[-1:].isalpha()]
    notes = slide.notes_slide.notes_text_frame
    notes.text = f"Significantly higher than the column of the letter ({cells[0][7]}):\n" + ("\n".join(letters) or "none")
slides.save(file)
