// What a process has used, from /proc.
#ifndef PROCESS_H
#define PROCESS_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

// User and system time of all its threads; 0 for no process.
static inline double process_seconds(long pid) {
    char path[64], text[1024];
    unsigned long user = 0, system = 0;
    if (pid == 0) return 0;
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    // The name, in parentheses, may hold anything; the fields behind it are numbers.
    char *fields = strrchr(text, ')');
    if (fields) sscanf(fields + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

// Resident memory in KiB; 0 for no process.
static inline long process_resident_kib(long pid) {
    char path[64];
    long size = 0, resident = 0;
    if (pid == 0) return 0;
    snprintf(path, sizeof path, "/proc/%ld/statm", pid);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    if (fscanf(file, "%ld %ld", &size, &resident) != 2) resident = 0;
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

#endif
