;;; emacs.el --- Emacs' own jsonrpc.el: Content-Length  -*- lexical-binding: t -*-
;; emacs --batch -l emacs.el -f conformance-run PORT

(require 'jsonrpc)

(defvar conformance-count 0)

(defun conformance-equal (found expected)
  "Count that FOUND is EXPECTED, or end with an error."
  (unless (equal found expected)
    (message "expected %S, found %S" expected found)
    (kill-emacs 1))
  (setq conformance-count (1+ conformance-count)))

(defun conformance-code (connection method params)
  "The code of the error that METHOD of CONNECTION answers to PARAMS."
  (condition-case error
      (progn (jsonrpc-request connection method params :timeout 30) nil)
    (jsonrpc-error (alist-get 'jsonrpc-error-code (cddr error)))))

(defun conformance-run ()
  "Call the testbed on the port that stands on the command line."
  (let* ((port (string-to-number (pop command-line-args-left)))
         (connection
          (jsonrpc-process-connection
           :name "testbed"
           :process (lambda ()
                      (open-network-stream "testbed" (generate-new-buffer "testbed") "127.0.0.1" port))))
         (text "A\"\\\n活动周 é 😀"))
    (conformance-equal (jsonrpc-request connection 'subtract [42 23] :timeout 30) 19)
    (conformance-equal (jsonrpc-request connection 'subtract '(:minuend 42 :subtrahend 23) :timeout 30) 19)
    ;; jsonrpc.el writes nil as {}, and leaves params out where there are none.
    (conformance-equal (jsonrpc-request connection 'get_data nil :timeout 30) ["hello" 5])
    (conformance-equal (jsonrpc-request connection 'echo (vector text) :timeout 30) (vector text))
    (jsonrpc-notify connection 'update [1 2 3 4 5])
    (conformance-equal (conformance-code connection 'foobar [1]) -32601)
    (conformance-equal (conformance-code connection 'sum ["x"]) -32602)
    (let ((answers nil))
      (dotimes (number 30)
        (jsonrpc-async-request connection 'sum (vector number 1)
                               :success-fn (lambda (answer) (push answer answers)) :timeout 30))
      (let ((deadline (time-add nil 30)))
        (while (and (< (length answers) 30) (time-less-p nil deadline))
          (accept-process-output nil 0.1)))
      (conformance-equal (sort answers #'<) (number-sequence 1 30)))
    (jsonrpc-shutdown connection)
    (princ (format "%d answers, errors, 30 in flight, a notification\n" conformance-count))))
;;; emacs.el ends here
