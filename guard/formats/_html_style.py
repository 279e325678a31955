"""The look of the HTML report, and the script of its filter: both stand in the page and are named in its policy by hash."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#171b24;--soft:#566074;--line:#dfe3ea;--fill:#eef1f5;
--accent:#2f5fd7;--critical:#b3162c;--critical-fill:#fde8ea;--high:#a8480a;--high-fill:#fdeedd;--medium:#7a5b00;
--medium-fill:#fbf3d0;--low:#3d5a80;--low-fill:#e6eef8;--good:#176b3c;--good-fill:#e0f4e8;--shadow:0 1px 2px #10182814,0 4px 16px #1018280a}
@media (prefers-color-scheme:dark){:root{--paper:#0f1218;--card:#181c25;--ink:#e7eaf1;--soft:#9aa5b8;--line:#2b3240;--fill:#222836;
--accent:#8fb0ff;--critical:#ff8d99;--critical-fill:#43181f;--high:#ffb070;--high-fill:#402612;--medium:#ecd06a;
--medium-fill:#38300f;--low:#a6c5ee;--low-fill:#1d2c42;--good:#79d9a2;--good-fill:#123322;--shadow:0 1px 2px #0006}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;-webkit-text-size-adjust:100%}
code,.mono{font:0.9em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace;overflow-wrap:anywhere;direction:ltr;unicode-bidi:isolate}
main,header,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
.brand{display:flex;align-items:center;gap:.7rem;color:var(--soft);font-weight:600;letter-spacing:.01em}
.brand svg{width:1.9rem;height:1.9rem;color:var(--accent)}
h1{font-size:1.9rem;line-height:1.2;margin:.9rem 0 1.3rem;letter-spacing:-.015em}
h2{font-size:1.25rem;margin:2.6rem 0 .5rem;letter-spacing:-.01em}
h3{font-size:1rem;margin:0}
.lead{color:var(--soft);margin:0 0 1rem}
.verdict{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1rem;border-radius:.8rem;padding:1rem 1.2rem;font-weight:600}
.verdict span{font-weight:400}
.bad{background:var(--critical-fill);color:var(--critical)}.part{background:var(--medium-fill);color:var(--medium)}
.good{background:var(--good-fill);color:var(--good)}
.totals{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;margin:1rem 0 0;padding:0}
.totals div,.card,.panel{background:var(--card);border:1px solid var(--line);border-radius:.8rem;box-shadow:var(--shadow)}
.totals div{padding:.8rem 1.1rem}
.totals dt{color:var(--soft);font-size:.86rem}
.totals dd{margin:0;font-size:1.75rem;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
.cards{display:grid;grid-template-columns:minmax(0,1fr);gap:.9rem;overflow-wrap:anywhere}
.card{padding:1.05rem 1.2rem;border-left:.3rem solid var(--line)}
.card.critical{border-left-color:var(--critical)}.card.high{border-left-color:var(--high)}
.card.medium{border-left-color:var(--medium)}.card.low{border-left-color:var(--low)}
.top{display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:center;margin-bottom:.35rem}
.key{font-weight:650;font-size:1.02rem}
.pill{display:inline-block;border-radius:1rem;padding:.08rem .62rem;font-size:.8rem;font-weight:600;white-space:nowrap;background:var(--fill);color:var(--soft)}
.pill.critical{background:var(--critical-fill);color:var(--critical)}.pill.high{background:var(--high-fill);color:var(--high)}
.pill.medium{background:var(--medium-fill);color:var(--medium)}.pill.low{background:var(--low-fill);color:var(--low)}
.card p{margin:.3rem 0}.card ul{margin:.35rem 0 0;padding-left:1.15rem}.card li{margin:.16rem 0}
.card ul.story{list-style:none;padding:.05rem 0 .05rem .8rem;margin:.25rem 0 .5rem;border-left:2px solid var(--line)}
.small{color:var(--soft);font-size:.9rem}
.panel{padding:1.05rem 1.2rem}
.panel ol,.panel ul{margin:.2rem 0;padding-left:1.3rem}.panel li{margin:.35rem 0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
.scroll:focus-visible,button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
svg.time{display:block;width:100%;min-width:40rem;height:auto}
.time text{fill:var(--soft);font:12px system-ui,"Noto Sans CJK SC",sans-serif}.time .name{fill:var(--ink);font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.time .grid{stroke:var(--line);stroke-width:1}.time .now{stroke:var(--soft);stroke-dasharray:3 4}
.time .bar{fill:var(--medium);opacity:.85}.time .out{fill:var(--critical);opacity:.85}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;margin:.7rem 0 0;color:var(--soft);font-size:.88rem}
.legend i{display:inline-block;width:1.6rem;height:.6rem;border-radius:.3rem;margin-right:.45rem;background:var(--medium)}.legend i.out{background:var(--critical)}
.time .end{fill:var(--card);stroke:var(--soft);stroke-width:2}
.tools{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:.7rem 0}
.tools[hidden]{display:none}
input[type=search]{flex:1 1 16rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.48rem .8rem}
button{font:inherit;font-size:.88rem;font-weight:600;border:1px solid var(--line);border-radius:2rem;background:var(--card);color:var(--soft);padding:.36rem .95rem;cursor:pointer}
button[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--paper)}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{text-align:left;color:var(--soft);font-size:.82rem;font-weight:600;white-space:nowrap;padding:.5rem .7rem;border-bottom:1px solid var(--line)}
td{padding:.55rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
td{white-space:nowrap}td.where,td.what{white-space:normal;overflow-wrap:anywhere}td.where{min-width:15rem}td.what{min-width:11rem}
a{color:var(--accent)}
.jump{position:absolute;left:-99rem}.jump:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem .8rem;border-radius:.5rem}
footer{color:var(--soft);font-size:.88rem;padding-top:2rem;padding-bottom:3rem}
@media (max-width:40rem){header{padding-top:1.5rem}h1{font-size:1.6rem}.totals{grid-template-columns:1fr 1fr}
.totals div:first-child:nth-last-child(odd){grid-column:1/-1}.panel,.card{padding:.85rem .95rem}
thead{display:none}tbody,tr:not([hidden]),td{display:block}
tr{padding:.6rem 0;border-bottom:1px solid var(--line)}tr:last-child{border-bottom:0}
td,td.where,td.what{border:0;padding:.12rem 0;min-width:0}td.short{display:inline-block;margin-right:.9rem;color:var(--soft);font-size:.88rem}}
@media print{body{background:#fff}.tools{display:none}.card,.panel,.totals div{box-shadow:none;break-inside:avoid}}
"""

SCRIPT = """
(function(){
var tools=document.getElementById("tools");if(!tools)return;tools.hidden=false;
var text=document.getElementById("text"),count=document.getElementById("count"),none=document.getElementById("none");
var rows=[].slice.call(document.querySelectorAll("#rows tr")),buttons=[].slice.call(tools.querySelectorAll("button"));
var said=rows.map(function(row){return row.textContent.toLowerCase()}),grade="";
function show(){var words=text.value.toLowerCase().split(/\\s+/),shown=0;
rows.forEach(function(row,at){var fits=(!grade||row.getAttribute("data-severity")===grade)&&words.every(function(word){return said[at].indexOf(word)>=0});
row.hidden=!fits;shown+=fits?1:0});
count.textContent=count.getAttribute("data-label")+shown+" / "+rows.length;none.hidden=shown>0}
text.addEventListener("input",show);
buttons.forEach(function(button){button.addEventListener("click",function(){grade=button.getAttribute("data-severity");
buttons.forEach(function(one){one.setAttribute("aria-pressed",String(one===button))});show()})});
show();
})();
"""

MARK = (
    '<svg viewBox="0 0 32 32" aria-hidden="true"><path fill="currentColor" d="M16 2 27 6v9c0 7-4.6 12.4-11 15C9.6 27.4 5 22 5 15V6z"/>'
    '<path fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"'
    ' d="M16 14v8m0-3h3M16 14a3.2 3.2 0 1 0 0-.1"/></svg>'
)
