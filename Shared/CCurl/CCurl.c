// strdup and strsep.
#define _DEFAULT_SOURCE
#include "CCurl.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

// curl_easy_setopt has variable arguments, which Swift cannot call.

typedef struct {
  const unsigned char *bytes;
  size_t left;
} upload;

static size_t read_upload(char *buffer, size_t size, size_t count, void *context) {
  upload *source = context;
  size_t length = size * count < source->left ? size * count : source->left;
  memcpy(buffer, source->bytes, length);
  source->bytes += length;
  source->left -= length;
  return length;
}

// The first four letters of the commands of a session; what answers a challenge of AUTH is none of them.
static const char commands[][5] = {"EHLO", "HELO", "STAR", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"};

typedef struct {
  // What is answered next.
  char command[5];
  unsigned char *bytes;
  size_t length, capacity;
} dialogue;

static void note_answer(dialogue *talk, const char *line, size_t length) {
  size_t command = strlen(talk->command);
  // A line that has no room is dropped whole.
  if (talk->length + command + length + 2 > talk->capacity) return;
  memcpy(talk->bytes + talk->length, talk->command, command);
  talk->bytes[talk->length + command] = ' ';
  memcpy(talk->bytes + talk->length + command + 1, line, length);
  talk->bytes[talk->length + command + 1 + length] = '\n';
  talk->length += command + length + 2;
}

static void note_answers(dialogue *talk, const char *data, size_t size) {
  while (size) {
    const char *end = memchr(data, '\n', size);
    size_t whole = end ? (size_t)(end - data) + 1 : size, length = end ? whole - 1 : whole;
    if (length && data[length - 1] == '\r') length--;
    // The last line of an answer has no hyphen behind its code (RFC 5321 section 4.2.1).
    if (length >= 3 && (length == 3 || data[3] == ' ')) {
      note_answer(talk, data, length);
      // What comes behind a good-bye is the greeting of the next one.
      if (!strcmp(talk->command, "QUIT")) strcpy(talk->command, "-");
      // Go ahead: what is answered next is the message.
      if (!strcmp(talk->command, "DATA") && !memcmp(data, "354", 3)) strcpy(talk->command, ".");
    }
    data += whole;
    size -= whole;
  }
}

static int follow_dialogue(CURL *curl, curl_infotype type, char *data, size_t size, void *context) {
  dialogue *talk = context;
  (void)curl;
  if (type == CURLINFO_HEADER_IN) note_answers(talk, data, size);
  if (type == CURLINFO_HEADER_OUT && size >= 4) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
      if (!memcmp(data, commands[i], 4)) strcpy(talk->command, commands[i]);
    }
  }
  return 0;
}

struct ccurl_mailer {
  CURL *curl;
};

ccurl_mailer *ccurl_mailer_new(const char *url, const char *username, const char *password, int require_tls,
                               const char *ca_file) {
  ccurl_mailer *mailer = malloc(sizeof *mailer);
  if (!mailer) return NULL;
  CURL *curl = mailer->curl = curl_easy_init();
  if (!curl) {
    free(mailer);
    return NULL;
  }
  curl_easy_setopt(curl, CURLOPT_URL, url);
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
  curl_easy_setopt(curl, CURLOPT_USE_SSL, require_tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
  // A proxy of the environment is for browsers: it must not see mail, nor decide whether it leaves.
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  if (ca_file) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
  if (username) curl_easy_setopt(curl, CURLOPT_USERNAME, username);
  if (password) curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_upload);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  // One who is refused keeps no other from getting the message.
#if LIBCURL_VERSION_NUM >= 0x080200
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLOWFAILS, 1L);
#else
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
#endif
  // libcurl tells the last answer only; what each recipient was answered is seen in passing.
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, follow_dialogue);
  // No signals: several threads send at once.
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  return mailer;
}

void ccurl_mailer_free(ccurl_mailer *mailer) {
  curl_easy_cleanup(mailer->curl);
  free(mailer);
}

static ccurl_mail_result perform_mail(CURL *curl, const upload *message, dialogue *talk, long *connections) {
  ccurl_mail_result result = {CURLE_FAILED_INIT, 0, 0};
  upload source = *message;
  strcpy(talk->command, "-");
  talk->length = 0;
  curl_easy_setopt(curl, CURLOPT_READDATA, &source);
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, talk);
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
  result.curl_code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, connections);
  result.handed_over = source.left == 0;
  result.dialogue_length = talk->length;
  return result;
}

static struct curl_slist *lines_of(const char *text) {
  struct curl_slist *list = NULL;
  char *copy = strdup(text), *rest = copy;
  for (char *line; (line = strsep(&rest, "\n"));) {
    if (*line) list = curl_slist_append(list, line);
  }
  free(copy);
  return list;
}

ccurl_mail_result ccurl_mailer_send(ccurl_mailer *mailer, const char *from, const char *to,
                                    const unsigned char *message, size_t length, long timeout_seconds,
                                    unsigned char *dialogue_bytes, size_t dialogue_capacity) {
  CURL *curl = mailer->curl;
  upload source = {message, length};
  dialogue talk = {"-", dialogue_bytes, 0, dialogue_capacity};
  struct curl_slist *recipients = lines_of(to);
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, timeout_seconds < 10 ? timeout_seconds : 10L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout_seconds);
  long connections = 0, code = 0;
  ccurl_mail_result result = perform_mail(curl, &source, &talk, &connections);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  // 421: the server closes an idle connection (RFC 5321 section 3.8); or it did so without a word.
  int is_stale = connections == 0 && result.curl_code && result.curl_code != CURLE_OPERATION_TIMEDOUT
                 && !result.handed_over && (code == 421 || code == 0);
  if (is_stale) {
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    result = perform_mail(curl, &source, &talk, &connections);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 0L);
  }
  // What these point to ends with the call.
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, NULL);
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 0L);
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, NULL);
  curl_slist_free_all(recipients);
  return result;
}

typedef struct {
  unsigned char *bytes;
  size_t length, capacity;
} download;

static size_t write_download(char *buffer, size_t size, size_t count, void *context) {
  download *target = context;
  size_t room = target->capacity - target->length;
  size_t length = size * count < room ? size * count : room;
  memcpy(target->bytes + target->length, buffer, length);
  target->length += length;
  // What has no room is dropped; answering less would end the transfer as failed.
  return size * count;
}

ccurl_post_result ccurl_post_json(const char *url, const char *headers, const unsigned char *body, size_t length,
                                  const char *ca_file, unsigned char *answer, size_t answer_capacity,
                                  long timeout_seconds) {
  ccurl_post_result result = {CURLE_FAILED_INIT, 0, 0, 0};
  CURL *curl = curl_easy_init();
  if (!curl) return result;
  upload source = {body, length};
  download target = {answer, 0, answer_capacity};
  struct curl_slist *lines = lines_of(headers);
  lines = curl_slist_append(lines, "Content-Type: application/json; charset=utf-8");
  // Bodies are short: no round trip to ask whether they are welcome.
  lines = curl_slist_append(lines, "Expect:");
  curl_easy_setopt(curl, CURLOPT_URL, url);
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  // A proxy of the environment must not see what a contact's address hides.
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  if (ca_file) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_upload);
  curl_easy_setopt(curl, CURLOPT_READDATA, &source);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_download);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &target);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, timeout_seconds < 10 ? timeout_seconds : 10L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout_seconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  result.curl_code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result.status);
  result.handed_over = source.left == 0;
  result.answer_length = target.length;
  curl_slist_free_all(lines);
  curl_easy_cleanup(curl);
  return result;
}
