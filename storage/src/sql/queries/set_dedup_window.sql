ALTER TABLE {{table}}{{on_cluster}} MODIFY SETTING {{deduplication_window}} = {{window}}
