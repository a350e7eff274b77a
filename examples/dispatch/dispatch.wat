(module
  (type $step (func (param i32) (result i32)))
  (table funcref (elem $next $double))
  (func $next (type $step) (i32.add (local.get 0) (i32.const 7)))
  (func $double (type $step) (i32.shl (local.get 0) (i32.const 1)))
  ;; Calls the function at $which of the table, $times in a row.
  (func (export "run") (param $which i32) (param $times i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (call_indirect (type $step) (local.get $sum) (local.get $which)))
      (local.set $times (i32.sub (local.get $times) (i32.const 1)))
      (br_if $again (local.get $times)))
    (local.get $sum)))
