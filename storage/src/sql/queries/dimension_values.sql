-- Distinct values of one dimension, most frequent first.
SELECT {{column}} AS known
FROM
(
{{segments}}
)
WHERE known != ''
GROUP BY known
ORDER BY sum(observations) DESC, known
LIMIT {limit:UInt32}
