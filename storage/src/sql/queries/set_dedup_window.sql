ALTER TABLE {{table}} MODIFY SETTING non_replicated_deduplication_window = {{window}}
