-- The id stays readable in system.mutations, so that it can be told what became of the deletion.
ALTER TABLE {{table}}{{on_cluster}} DELETE
WHERE app = {app:String}{{conditions}} AND {deletion:String} != ''
