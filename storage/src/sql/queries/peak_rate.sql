-- The busiest bucket's observations per second.
SELECT maxOrNull(bucket_weight) / {bucketSeconds:Float64} AS peak
FROM
(
  SELECT at, sum(weight) AS bucket_weight
  FROM
  (
{{segments}}
  )
  GROUP BY at
)
