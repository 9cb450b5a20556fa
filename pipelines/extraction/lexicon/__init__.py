"""Words and phrases of newsrooms, by list: what a line, a name or a label says in the languages of regional news."""
