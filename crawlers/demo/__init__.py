"""The bundled news town: invented news sites of very different build, and the program that shows their crawl."""
