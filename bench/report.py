"""One report of some ten pages as report.json (for Loa), report.html (WeasyPrint) and report.typ (typst): report.py DIR.
The same words, sizes and table in each; no person or figure in it is real."""
import html, json, pathlib, sys

out = pathlib.Path(sys.argv[1])
sentence = ("Ủy ban nhân dân xã chỉ đạo các đơn vị tiếp tục tuyên truyền sâu rộng về mục đích, ý nghĩa của công tác cải cách hành "
            "chính trong cán bộ, công chức, viên chức và Nhân dân; kết quả lần thứ {} đạt {} % kế hoạch đã đề ra. ")
parts = ["Tình hình chung", "Kết quả thực hiện", "Tồn tại, hạn chế", "Nhiệm vụ trọng tâm", "Đề xuất, kiến nghị"]
body = [(title, [sentence.format(part * 5 + n, 60 + n) * 3 for n in range(5)]) for part, title in enumerate(parts)]
head = ["TT", "Nội dung nhiệm vụ", "Chủ trì", "Thời hạn", "Kết quả"]
rows = [[str(n), f"Phát tin, bài thứ {n} về cải cách hành chính trên hệ thống truyền thanh", "Phòng Văn hóa - Xã hội",
         f"{n % 28 + 1:02}/6/2026", f"{n * 2 % 101}%"] for n in range(1, 46)]
subject = "Kết quả công tác cải cách hành chính quý II năm 2026"

cell = lambda text, bold=False: {"text": text, "bold": bold, "columns": 1, "rows": 1}
table = {"Table": {"columns": [1, 6, 3, 2, 2], "align": ["Centre", "Left", "Left", "Centre", "Right"],
                   "head": [[cell(text, True) for text in head]], "rows": [[cell(text) for text in row] for row in rows]}}
paragraph = lambda text: {"Paragraph": [{"text": text, "bold": False, "italic": False}]}
blocks = [block for title, texts in body for block in [{"Part": title}, *map(paragraph, texts)]]
json.dump({
    "kind": "report", "issuer": {"superior": None, "name": ["ỦY BAN NHÂN DÂN", "XÃ SÔNG MÃ"]}, "number": 18, "symbol": "BC-UBND",
    "place": "Sông Mã", "date": "2026-06-15", "year": 2026, "subject": subject, "addressees": ["Sở Nội vụ tỉnh Sơn La"], "bases": [],
    "authority": None, "body": blocks,
    "signatures": [{"authority": "TM. ỦY BAN NHÂN DÂN", "position": "CHỦ TỊCH", "name": "Nguyễn Văn Mẫu"}],
    "recipients": ["Thường trực Đảng ủy (b/c)"], "archive": {"unit": "VHXH", "copies": None},
    "annexes": [{"title": "Kết quả từng nhiệm vụ", "is_landscape": False, "body": [table]}],
    "urgency": None, "circulation": None, "typist": None, "contact": "",
}, open(out / "report.json", "w"), ensure_ascii=False)

e, br = html.escape, lambda text: html.escape(text).replace("\n", "<br>")
top = ("ỦY BAN NHÂN DÂN\nXÃ SÔNG MÃ\n\nSố: 18/BC-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nSông Mã, ngày 15 tháng 6 năm 2026")
end = ("Nơi nhận:\n- Như trên;\n- Thường trực Đảng ủy (b/c);\n- Lưu: VT, VHXH.", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\n\nNguyễn Văn Mẫu")
css = ("@page{size:A4;margin:20mm 15mm 20mm 30mm;@top-center{content:counter(page)}}body{font:14pt/1.32 'Liberation Serif',serif;"
       "text-align:justify}table{border-collapse:collapse;width:100%}.g td,.g th{border:1px solid #000;padding:2pt 4pt;font-size:13pt}"
       ".t td{width:50%;text-align:center;vertical-align:top}h1,h2{text-align:center;font-size:14pt}p{text-indent:1.27cm;margin:0 0 6pt}"
       ".n{break-before:page}")
two = lambda pair: "<table class=t><tr><td>%s</td><td>%s</td></tr></table>" % tuple(map(br, pair))
page = f"<!doctype html><html lang=vi><meta charset=utf-8><title>{subject}</title><style>{css}</style>{two(top)}<h1>BÁO CÁO</h1><h2>{subject}</h2>"
page += "".join(f"<p><b>{e(title.upper())}</b></p>" + "".join(f"<p>{e(text)}</p>" for text in texts) for title, texts in body) + two(end)
page += "<h1 class=n>Phụ lục</h1><h2>KẾT QUẢ TỪNG NHIỆM VỤ</h2><table class=g><thead><tr>" + "".join(f"<th>{x}</th>" for x in head)
page += "</tr></thead>" + "".join("<tr>" + "".join(f"<td>{e(x)}</td>" for x in row) + "</tr>" for row in rows) + "</table></html>"
(out / "report.html").write_text(page)

q = lambda text: '#"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
typ = '#set page(paper:"a4", margin:(left:30mm,right:15mm,y:20mm), numbering:"1")\n#set text(font:"Liberation Serif", size:14pt, lang:"vi")\n#set par(justify:true, first-line-indent:1.27cm, leading:0.6em)\n'
grid = lambda pair: f"#grid(columns:(1fr,1fr), align:center, [{q(pair[0])}], [{q(pair[1])}])\n"
typ += grid(top) + f"#align(center)[*BÁO CÁO*\n\n*{subject}*]\n"
typ += "".join(f"\n*{title.upper()}*\n\n" + "\n\n".join(map(q, texts)) + "\n" for title, texts in body) + grid(end)
typ += "#pagebreak()\n#align(center)[*Phụ lục*]\n#set text(size:13pt)\n#table(columns:(1fr,6fr,3fr,2fr,2fr),table.header(%s),%s)\n" % (
    ",".join(f"[*{x}*]" for x in head), ",".join(f"[{q(x)}]" for row in rows for x in row))
(out / "report.typ").write_text(typ)
