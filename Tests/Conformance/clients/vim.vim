" Vim's channels in mode lsp: Content-Length.
" vim -Nu NONE -es -S vim.vim, with PORT and OUTPUT in the environment
set nocompatible encoding=utf-8

let s:count = 0
let s:text = "A\"\\\n活动周 é 😀"

func s:Equal(found, expected)
  if a:found !=# a:expected
    throw 'expected ' .. string(a:expected) .. ', found ' .. string(a:found)
  endif
  let s:count += 1
endfunc

func s:Call(method, params)
  return ch_evalexpr(s:channel, #{method: a:method, params: a:params}, #{timeout: 30000})
endfunc

try
  let s:channel = ch_open('127.0.0.1:' .. $PORT, #{mode: 'lsp', waittime: 10000})
  call s:Equal(ch_status(s:channel), 'open')
  call s:Equal(s:Call('subtract', [42, 23]).result, 19)
  call s:Equal(s:Call('subtract', #{minuend: 42, subtrahend: 23}).result, 19)
  call s:Equal(s:Call('get_data', {}).result, ['hello', 5])
  call s:Equal(s:Call('get_data', []).result, ['hello', 5])
  call s:Equal(s:Call('echo', [s:text]).result, [s:text])
  call ch_sendexpr(s:channel, #{method: 'update', params: [1, 2, 3, 4, 5]})
  call s:Equal(s:Call('foobar', {}).error.code, -32601)
  call s:Equal(s:Call('sum', ['x']).error.code, -32602)
  call ch_close(s:channel)
  call writefile([s:count .. ' answers, errors, a notification'], $OUTPUT)
catch
  call writefile([v:exception .. ' at ' .. v:throwpoint], $OUTPUT)
  cquit
endtry
qall!
