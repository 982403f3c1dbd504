/* Counts the instructions of a program under QEMU (TCG plugin, version 1 of the interface, 6.0 or later; declared here so that no header
 * of QEMU is needed).
 *
 * What runs after the first instruction of bench_begin and before the first of bench_end counts; both are found by name in the program,
 * or given as begin=0x..,end=0x... With mem=1 loads and stores are counted too, with sym=1 instructions by function, with mix=1 by
 * mnemonic.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdbool.h>
typedef uint64_t qemu_plugin_id_t;
typedef struct { const char *target_arch; struct { int min; int cur; } version;
  bool system_emulation; union { struct { int smp_vcpus; int max_vcpus; } system; }; } qemu_info_t;
struct qemu_plugin_tb; struct qemu_plugin_insn;
typedef uint32_t qemu_plugin_meminfo_t;
enum qemu_plugin_cb_flags { CB_NO_REGS, CB_R_REGS, CB_RW_REGS };
enum qemu_plugin_mem_rw { MEM_R = 1, MEM_W, MEM_RW };
enum qemu_plugin_op { OP_ADD_U64 };
typedef void (*tb_cb)(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void (*vcpu_cb)(unsigned, void *);
typedef void (*mem_cb_t)(unsigned, qemu_plugin_meminfo_t, uint64_t, void *);
typedef void (*udata_cb)(qemu_plugin_id_t, void *);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, tb_cb);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
const char *qemu_plugin_insn_symbol(const struct qemu_plugin_insn *);
char *qemu_plugin_insn_disas(const struct qemu_plugin_insn *);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, vcpu_cb, enum qemu_plugin_cb_flags, void *);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *, enum qemu_plugin_op, void *, uint64_t);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *, mem_cb_t, enum qemu_plugin_cb_flags, enum qemu_plugin_mem_rw, void *);
bool qemu_plugin_mem_is_store(qemu_plugin_meminfo_t);
unsigned qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, udata_cb, void *);
void qemu_plugin_outs(const char *);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

static uint64_t n_insn, s_insn, total;
static int active, regions;
static uint64_t n_ld, n_st, b_ld, b_st, min_store = UINT64_MAX;
static uint64_t a_begin, a_end;
static bool want_mem, want_mix, want_sym;

/* mnemonic histogram, only with mix=1 */
#define MIX 4096
static struct mix { char m[96]; uint64_t n, base; } mix[MIX]; static int nmix;

static void cb_begin(unsigned c, void *u) {
  (void)c; (void)u; s_insn = n_insn; n_ld = n_st = b_ld = b_st = 0; min_store = UINT64_MAX; active = 1;
  for (int i = 0; i < nmix; i++) mix[i].base = mix[i].n;
}
static void cb_end(unsigned c, void *u) {
  (void)c; (void)u; char b[512];
  /* the instruction of bench_begin itself was counted after s_insn was read */
  if (!active) return;
  active = 0; uint64_t d = n_insn - s_insn;
  if (want_mem)
    snprintf(b, sizeof b, "[plugin] region %d insns %llu loads %llu (%llu B) stores %llu (%llu B) lowest_store 0x%llx\n", regions,
      (unsigned long long)d, (unsigned long long)n_ld, (unsigned long long)b_ld, (unsigned long long)n_st, (unsigned long long)b_st, (unsigned long long)min_store);
  else
    snprintf(b, sizeof b, "[plugin] region %d insns %llu\n", regions, (unsigned long long)d);
  qemu_plugin_outs(b);
  if (want_mix || want_sym) for (int i = 0; i < nmix; i++) if (mix[i].n != mix[i].base) {
    snprintf(b, sizeof b, "[%s] region %d %.95s %llu\n", want_sym ? "sym" : "mix", regions, mix[i].m, (unsigned long long)(mix[i].n - mix[i].base));
    qemu_plugin_outs(b); }
  regions++;
}
static void cb_mem(unsigned c, qemu_plugin_meminfo_t i, uint64_t va, void *u) {
  (void)c; (void)u; if (!active) return;
  uint64_t s = 1ull << qemu_plugin_mem_size_shift(i);
  if (qemu_plugin_mem_is_store(i)) { n_st++; b_st += s; if (va < min_store) min_store = va; }
  else { n_ld++; b_ld += s; }
}
static struct mix *mixslot(const char *d) {
  char m[96]; int k = 0;
  while (d[k] && d[k] != ' ' && d[k] != '\t' && k < 95) { m[k] = d[k]; k++; } m[k] = 0;
  for (int i = 0; i < nmix; i++) if (!strcmp(mix[i].m, m)) return &mix[i];
  if (nmix == MIX) return &mix[MIX - 1];
  strcpy(mix[nmix].m, m); return &mix[nmix++];
}
static void cb_tb(qemu_plugin_id_t id, struct qemu_plugin_tb *tb) {
  (void)id; size_t n = qemu_plugin_tb_n_insns(tb);
  for (size_t i = 0; i < n; i++) {
    struct qemu_plugin_insn *in = qemu_plugin_tb_get_insn(tb, i);
    uint64_t va = qemu_plugin_insn_vaddr(in);
    bool isb, ise;
    if (a_begin) { isb = va == a_begin; ise = va == a_end; }
    else { const char *s = i == 0 ? qemu_plugin_insn_symbol(in) : 0;
      static uint64_t kb, ke;          /* first address seen under each name is its entry */
      isb = s && !strcmp(s, "bench_begin") && (!kb || kb == va); if (isb) kb = va;
      ise = s && !strcmp(s, "bench_end") && (!ke || ke == va); if (ise) ke = va; }
    if (ise) qemu_plugin_register_vcpu_insn_exec_cb(in, cb_end, CB_NO_REGS, 0);
    if (isb) qemu_plugin_register_vcpu_insn_exec_cb(in, cb_begin, CB_NO_REGS, 0);
    qemu_plugin_register_vcpu_insn_exec_inline(in, OP_ADD_U64, &n_insn, 1);
    if (want_mem) qemu_plugin_register_vcpu_mem_cb(in, cb_mem, CB_NO_REGS, MEM_RW, 0);
    if (want_sym) { const char *s = qemu_plugin_insn_symbol(in);
      qemu_plugin_register_vcpu_insn_exec_inline(in, OP_ADD_U64, &mixslot(s && *s ? s : "?")->n, 1); }
    if (want_mix) { char *d = qemu_plugin_insn_disas(in);
      if (d) { qemu_plugin_register_vcpu_insn_exec_inline(in, OP_ADD_U64, &mixslot(d)->n, 1); free(d); } }
  }
}
static void cb_exit(qemu_plugin_id_t id, void *u) {
  (void)id; (void)u; char b[128]; total = n_insn;
  snprintf(b, sizeof b, "[plugin] total insns %llu\n", (unsigned long long)total); qemu_plugin_outs(b);
}
__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv) {
  (void)info;
  for (int i = 0; i < argc; i++) {
    if (!strncmp(argv[i], "begin=", 6)) a_begin = strtoull(argv[i] + 6, 0, 0) & ~1ull;
    else if (!strncmp(argv[i], "end=", 4)) a_end = strtoull(argv[i] + 4, 0, 0) & ~1ull;
    else if (!strncmp(argv[i], "mem=", 4)) want_mem = argv[i][4] == '1' || argv[i][4] == 'o';
    else if (!strncmp(argv[i], "sym=", 4)) want_sym = argv[i][4] == '1' || argv[i][4] == 'o';
    else if (!strncmp(argv[i], "mix=", 4)) want_mix = argv[i][4] == '1' || argv[i][4] == 'o';
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, cb_tb);
  qemu_plugin_register_atexit_cb(id, cb_exit, 0);
  return 0;
}
