window.BENCHMARK_DATA = {
 "lastUpdate": 1590000100000,
 "repoUrl": "https://example.com/repo",
 "entries": {
  "Rust": [
   {
    "commit": {
     "author": {
      "name": "A"
     },
     "id": "aaaa1111",
     "message": "change",
     "timestamp": "2020-05-01T00:00:00Z",
     "url": "https://example.com/aaaa1111"
    },
    "date": 1590000000000,
    "tool": "cargo",
    "benches": [
     {
      "name": "fib",
      "value": 100,
      "range": "\u00b1 2",
      "unit": "ns/iter"
     }
    ]
   },
   {
    "commit": {
     "author": {
      "name": "A"
     },
     "id": "bbbb2222",
     "message": "change",
     "timestamp": "2020-05-02T00:00:00Z",
     "url": "https://example.com/bbbb2222"
    },
    "date": 1590000000000,
    "tool": "cargo",
    "benches": [
     {
      "name": "fib",
      "value": 120,
      "range": "\u00b1 3",
      "unit": "ns/iter"
     }
    ]
   }
  ],
  "Node": [
   {
    "commit": {
     "author": {
      "name": "A"
     },
     "id": "bbbb2222",
     "message": "change",
     "timestamp": "2020-05-02T00:00:00Z",
     "url": "https://example.com/bbbb2222"
    },
    "date": 1590000000000,
    "tool": "benchmarkjs",
    "benches": [
     {
      "name": "fib(10)",
      "value": 1431759,
      "range": "\u00b10.74%",
      "unit": "ops/sec",
      "extra": "93 samples"
     }
    ]
   }
  ]
 }
}
