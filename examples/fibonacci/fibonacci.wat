;; Assembled with: wat2wasm --debug-names fibonacci.wat
(module
  (func $fibonacci (param $n i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else
        (i32.add
          (call $fibonacci (i32.sub (local.get $n) (i32.const 1)))
          (call $fibonacci (i32.sub (local.get $n) (i32.const 2)))))))

  (func $even (param $n i32) (result i32)
    (i32.eqz (i32.and (local.get $n) (i32.const 1))))

  ;; How many of the first numbers are even.
  (func $run (export "run") (param $count i32) (result i32)
    (local $n i32) (local $found i32)
    (loop $next
      (local.set $found (i32.add (local.get $found) (call $even (call $fibonacci (local.get $n)))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $next (i32.lt_s (local.get $n) (local.get $count))))
    (local.get $found)))
