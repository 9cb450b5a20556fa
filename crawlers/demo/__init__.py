"""The bundled news town: small invented news sites of very different build, and the program that shows a crawl of them."""
