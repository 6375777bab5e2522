// A request with places to fill in, cut into pieces once:
//   {id}    the number of the request, unique on its connection
//   {key}   a line of the file of keys, by a fixed pseudo-random sequence
//   {uuid}  a UUID (version 4 in form) that no other request of any run has
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum place { PLACE_NONE, PLACE_ID, PLACE_KEY, PLACE_UUID };

struct piece {
    const char *text;
    size_t length;
    enum place place;  // what stands behind the text
};

struct template {
    struct piece pieces[16];
    int count;
    char **keys;
    size_t key_count;
    uint64_t random;  // xorshift, for the keys
    uint64_t run;     // half of every UUID
    uint64_t serial;
    size_t longest;   // in bytes, line end included
};

static inline void template_parse(struct template *template, const char *text) {
    static const struct { const char *name; enum place place; size_t longest; } places[] = {
        {"{id}", PLACE_ID, 20}, {"{key}", PLACE_KEY, 128}, {"{uuid}", PLACE_UUID, 36}};
    template->longest = strlen(text) + 1;
    while (template->count < 16) {
        struct piece *piece = &template->pieces[template->count++];
        const char *first = NULL;
        size_t width = 0;
        piece->text = text;
        piece->place = PLACE_NONE;
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            const char *found = strstr(text, places[i].name);
            if (!found || (first && found > first)) continue;
            first = found;
            width = strlen(places[i].name);
            piece->place = places[i].place;
        }
        if (!first) {
            piece->length = strlen(text);
            return;
        }
        template->longest += 128;
        piece->length = (size_t)(first - text);
        text = first + width;
    }
    fprintf(stderr, "a request has at most 15 places\n");
    exit(2);
}

static inline void template_read_keys(struct template *template, const char *path) {
    FILE *file = fopen(path, "r");
    char line[128];
    if (!file) { perror(path); exit(2); }
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        template->keys = realloc(template->keys, (template->key_count + 1) * sizeof *template->keys);
        template->keys[template->key_count++] = strdup(line);
    }
    fclose(file);
    if (template->key_count == 0) { fprintf(stderr, "%s: no keys\n", path); exit(2); }
}

static inline char *write_number(char *at, uint64_t value) {
    char digits[20];
    int count = 0;
    do digits[count++] = (char)('0' + value % 10); while (value /= 10);
    while (count) *at++ = digits[--count];
    return at;
}

static inline char *write_hexadecimal(char *at, uint64_t value, int digits) {
    while (digits--) *at++ = "0123456789abcdef"[value >> (4 * digits) & 15];
    return at;
}

static inline char *write_uuid(struct template *template, char *at) {
    uint64_t serial = template->serial++;
    at = write_hexadecimal(at, template->run >> 32, 8);
    *at++ = '-';
    at = write_hexadecimal(at, template->run >> 16, 4);
    *at++ = '-';
    at = write_hexadecimal(at, 0x4000 | (template->run & 0xfff), 4);
    *at++ = '-';
    at = write_hexadecimal(at, 0x8000 | (serial >> 48 & 0x3fff), 4);
    *at++ = '-';
    return write_hexadecimal(at, serial & 0xffffffffffff, 12);
}

// Writes one request and its line end; there must be room for `longest` bytes.
static inline char *template_write(struct template *template, char *at, uint64_t id) {
    for (int i = 0; i < template->count; i++) {
        const struct piece *piece = &template->pieces[i];
        memcpy(at, piece->text, piece->length);
        at += piece->length;
        switch (piece->place) {
        case PLACE_NONE: break;
        case PLACE_ID: at = write_number(at, id); break;
        case PLACE_UUID: at = write_uuid(template, at); break;
        case PLACE_KEY: {
            template->random ^= template->random << 13;
            template->random ^= template->random >> 7;
            template->random ^= template->random << 17;
            const char *key = template->keys[template->random % template->key_count];
            size_t length = strlen(key);
            memcpy(at, key, length);
            at += length;
        }
        }
    }
    *at++ = '\n';
    return at;
}

#endif
