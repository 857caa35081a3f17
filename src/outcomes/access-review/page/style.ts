/** How the page looks: system fonts, light and dark by the reader's choice, nothing loaded. Colours have a contrast of at least 4.5 to what they stand on. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--bg:#fff;--soft:#f4f6f8;--line:#d5dae0;--text:#17202a;--dim:#51606f;--accent:#0b57d0;
--critical:#8c1016;--critical-bg:#fbdcdc;--high:#7a3a00;--high-bg:#fde5cf;--medium:#5c4a00;--medium-bg:#faf0c3}
@media(prefers-color-scheme:dark){:root{--bg:#11161c;--soft:#1a2129;--line:#35404c;--text:#e6ebf0;--dim:#a3b1bf;--accent:#8ab4f8;
--critical:#ffb3b3;--critical-bg:#5a1a1e;--high:#ffcf9e;--high-bg:#54320f;--medium:#f4e08a;--medium-bg:#453b0d}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem;z-index:9}
header,main,footer{max-width:90rem;margin:0 auto;padding:1rem 1.25rem}
h1{font-size:1.5rem;margin:.5rem 0 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0 0 .25rem}
.sub,.about,footer,.hint{color:var(--dim)}.hint{font-size:.875rem;margin:.25rem 0}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
.notice{border-left:4px solid var(--accent);background:var(--soft);padding:.5rem .75rem;margin:.75rem 0}
.notice ul{margin:.25rem 0;padding-left:1.25rem}
.figures{display:flex;flex-wrap:wrap;gap:.5rem;padding:0;margin:1rem 0;list-style:none}
.figures li{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.4rem .75rem}
.figures b{font-size:1.25rem;margin-right:.35rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;margin:.5rem 0}
#filters{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:end;margin:.5rem 0}
#filters label{display:flex;flex-direction:column;font-size:.8125rem;color:var(--dim);gap:.15rem}
#filters .check{flex-direction:row;align-items:center;gap:.4rem;padding:.4rem 0}
input,select,button{font:inherit;color:var(--text);background:var(--bg);border:1px solid var(--dim);border-radius:5px;padding:.3rem .5rem;max-width:100%}
#query{width:17rem}select{max-width:12rem}
button{cursor:pointer;white-space:nowrap}
#count{margin:.5rem 0;font-weight:600}
#scroller{position:relative;overflow:auto;max-height:70vh;border:1px solid var(--line);border-radius:6px}
#grid{width:max-content;min-width:100%}
#rows{position:relative}
.row{display:flex}
#rows .row{position:absolute;left:0;right:0;height:36px;border-top:1px solid var(--line)}
.head{position:sticky;top:0;z-index:3;background:var(--soft)}
.cell{flex:0 0 4.25rem;display:flex;align-items:center;justify-content:center;border-left:1px solid var(--line);font-size:.875rem;cursor:pointer}
.head .cell{height:9.5rem;align-items:end;padding:.35rem 0;cursor:default}
.head .cell span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:9rem;overflow:hidden;font-size:.8125rem;line-height:1.1}
.name{position:sticky;left:0;z-index:2;flex:1 0 24rem;max-width:40rem;justify-content:start;padding:0 .6rem;background:var(--bg);border-left:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;display:block;line-height:36px}
.head .name{background:var(--soft);display:flex;line-height:1.5}
.head .name span{writing-mode:initial;transform:none;font-size:.875rem;font-weight:600}
.kind{color:var(--dim);font-size:.75rem;margin-right:.5rem}
.cell.critical,.badge.critical{background:var(--critical-bg);color:var(--critical);font-weight:700}
.cell.high,.badge.high{background:var(--high-bg);color:var(--high);font-weight:600}
.cell.medium,.badge.medium{background:var(--medium-bg);color:var(--medium)}
.cell.critical span{text-decoration:underline}
.cell:focus{outline:3px solid var(--accent);outline-offset:-3px}
.badge{border-radius:4px;padding:.1rem .4rem;font-size:.8125rem}.badge.low{border:1px solid var(--line);color:var(--dim)}
#panel{position:fixed;top:0;right:0;bottom:0;width:min(40rem,100vw);background:var(--bg);border-left:1px solid var(--line);box-shadow:-4px 0 18px #0003;z-index:5;display:flex;flex-direction:column}
#panel[hidden]{display:none}
#panel-head{display:flex;gap:.75rem;justify-content:space-between;align-items:start;padding:.75rem 1rem;border-bottom:1px solid var(--line)}
#panel-title{margin:0;font-size:1.05rem}
#panel-body{overflow:auto;padding:.5rem 1rem 2rem;flex:1}
.holding{border-top:1px solid var(--line);padding:.75rem 0}.holding p{margin:.25rem 0}
.chain{margin:.4rem 0;padding:.4rem .75rem;background:var(--soft);border-radius:5px;list-style:none}
.word{color:var(--dim);font-size:.8125rem;display:inline-block;min-width:4.5rem;margin-right:.5rem}
.chain .place{margin-left:5rem}.place{display:block;color:var(--dim);font:.8125rem ui-monospace,monospace}
code{font:.875rem ui-monospace,monospace}
.command{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.command button{font-size:.8125rem;padding:.1rem .5rem}
ul.list{list-style:none;padding:0;margin:.25rem 0}ul.list>li{border-top:1px solid var(--line);padding:.45rem 0}
details summary{cursor:pointer;padding:.25rem 0}
table{border-collapse:collapse;width:100%}th{white-space:nowrap}td,th{text-align:left;border-top:1px solid var(--line);padding:.3rem .5rem;vertical-align:top}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:45rem){header,main,footer{padding:.75rem}.name{flex-basis:10.5rem;max-width:10.5rem}.kind{display:none}.head .cell{height:8.5rem}#query{width:100%}#filters label:first-child{flex:1 1 100%}}
@media(prefers-reduced-motion:no-preference){#panel{animation:in .12s ease-out}@keyframes in{from{transform:translateX(1rem)}}}
@media print{#filters,#panel,nav,.skip,#matrix{display:none!important}details>*{display:block!important}}
`;
