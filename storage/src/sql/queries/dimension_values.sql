-- Distinct values of one dimension, most frequent first.
SELECT {{column}} AS known
FROM
(
{{segments}}
)
WHERE known != ''{{found}}
GROUP BY known
ORDER BY {{begins_first}}sum(observations) DESC, known
LIMIT {limit:UInt32}
