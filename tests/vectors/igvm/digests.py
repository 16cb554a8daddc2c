"""Launch digests of SEV-SNP as the field's loaders and tools compute them, each on its own, from the headers of a file.

Every function returns (digest in hexadecimal, None), or (None or digest, why it is refused). README.md has the sources.
"""
import hashlib
import struct

import igvm

# Page types of SNP_LAUNCH_UPDATE.
NORMAL, VMSA, ZERO, UNMEASURED, SECRETS, CPUID = range(1, 7)


class Chain:
    """The digest of the security processor (SEV-SNP firmware ABI, SNP_LAUNCH_UPDATE, PAGE_INFO)."""

    def __init__(self):
        self.digest = bytes(48)

    def add(self, kind, gpa, contents=None):
        """One page. Only NORMAL and VMSA pages have contents that count; none given means zeros."""
        hashed = bytes(48)
        if kind in (NORMAL, VMSA):
            contents = contents or b''
            hashed = hashlib.sha384(contents + bytes(igvm.PAGE - len(contents))).digest()
        self.add_hashed(kind, gpa, hashed)

    def add_hashed(self, kind, gpa, hashed):
        self.digest = hashlib.sha384(
            self.digest + hashed + struct.pack('<HBB4xQ', 0x70, kind, 0, gpa)).digest()


def _snp_mask(headers):
    for header in headers:
        if header.kind == igvm.SUPPORTED_PLATFORM:
            mask, _, kind = header.unpack('IBB')
            if kind == igvm.SEV_SNP:
                return mask
    raise ValueError('not for SEV-SNP')


def _page_type(flags, kind):
    if kind == igvm.SECRETS:
        return SECRETS
    if kind in (igvm.CPUID_DATA, igvm.CPUID_XF):
        return CPUID
    return UNMEASURED if flags & igvm.UNMEASURED else NORMAL


def _add_page(chain, header, kind=None):
    """All 4 KiB pages of a page data header."""
    gpa, _, _, flags, data_type = header.unpack('QIIIH')
    kind = kind or _page_type(flags, data_type)
    for at in range(0, igvm.LARGE_PAGE if flags & igvm.IS_2MB else igvm.PAGE, igvm.PAGE):
        chain.add(kind, gpa + at, header.data[at:at + igvm.PAGE] if header.data else None)


def _areas(headers):
    return {header.unpack('QI')[1]: header.unpack('QI')[0]
            for header in headers if header.kind == igvm.PARAMETER_AREA}


def _add_insert(chain, header, areas):
    gpa, _, index = header.unpack('QII')
    for at in range(0, areas[index], igvm.PAGE):
        chain.add(UNMEASURED, gpa + at)


def file_order(headers, zero_pages=False):
    """The processor's digest if a loader gives it the pages as the file has them."""
    chain, mask, areas = Chain(), _snp_mask(headers), _areas(headers)
    for header in headers:
        if not header.mask & mask:
            continue
        if header.kind == igvm.PAGE_DATA:
            if not header.unpack('QIII')[3] & igvm.SHARED:
                _add_pages(chain, header, zero_pages)
        elif header.kind == igvm.PARAMETER_INSERT:
            _add_insert(chain, header, areas)
        elif header.kind == igvm.VP_CONTEXT:
            chain.add(VMSA, header.unpack('Q')[0], header.data[:igvm.SAVE_AREA])
    return chain.digest.hex(), None


def _is_zero_page(header):
    _, _, _, flags, data_type = header.unpack('QIIIH')
    return not header.data and _page_type(flags, data_type) == NORMAL


def _add_pages(chain, header, zero_pages):
    """With zero_pages what the file has no data for is of type ZERO."""
    _add_page(chain, header, ZERO if zero_pages and _is_zero_page(header) else None)


def _flush(chain, run, zero_pages):
    for _, header in run:
        _add_pages(chain, header, zero_pages)
    run.clear()


# The save area that KVM makes. Offsets of the APM, vol. 2, table B-4.
DATA_SEGMENTS, CS, GDTR, LDTR, IDTR, TR = (0x00, 0x20, 0x30, 0x40, 0x50), 0x10, 0x60, 0x70, 0x80, 0x90
CPL, EFER, CR4, CR3, CR0, DR7, DR6, RFLAGS, RIP = 0xcb, 0xd0, 0x148, 0x150, 0x158, 0x160, 0x168, 0x170, 0x178
RSP, RAX, PAT, RCX, RDX, RBX, RBP, SEV_FEATURES, XCR0 = 0x1d8, 0x1f8, 0x268, 0x308, 0x310, 0x318, 0x328, 0x3b0, 0x3e8
MXCSR, FCW = 0x408, 0x410


def _get(area, at):
    return struct.unpack_from('<Q', area, at)[0]


def _put(area, at, value, form='Q'):
    struct.pack_into('<' + form, area, at, value)


def _segment(area, at):
    return struct.unpack_from('<HHIQ', area, at)


def _begin_kvm(features):
    """Of every save area that KVM makes: SVME, MCE of the host's CR4, RFLAGS bit 1, and the units' initial state."""
    out = bytearray(igvm.SAVE_AREA)
    _put(out, EFER, 0x1000)
    _put(out, CR4, 0x40)
    _put(out, RFLAGS, 2)
    _put(out, SEV_FEATURES, features | 1)
    _put(out, MXCSR, 0x1f80, 'I')
    _put(out, FCW, 0x37f, 'H')
    return out


def kvm_save_area(area, features):
    """QEMU target/i386/sev.c, sev_apply_cpu_context(); Linux svm/sev.c, sev_es_sync_vmsa()."""
    out = _begin_kvm(features)
    for at in DATA_SEGMENTS + (CS, LDTR, TR):
        selector, attributes, limit, base = _segment(area, at)
        if at == TR:
            base = _segment(area, LDTR)[3]
        struct.pack_into('<HHIQ', out, at, selector, attributes & 0xfff, limit, base)
    for at in (GDTR, IDTR):
        _, _, limit, base = _segment(area, at)
        struct.pack_into('<HHIQ', out, at, 0, 0, limit & 0xffff, base)
    out[CPL] = _segment(area, 0x20)[1] >> 5 & 3
    cr0, cr4, efer = _get(area, CR0), _get(area, CR4), _get(area, EFER)
    _put(out, CR0, (cr0 | 0x10) & ~0x60000000)
    _put(out, CR4, cr4 | 0x40)
    active = efer & 0x100 and cr0 & 1 << 31 and cr4 & 0x20
    _put(out, EFER, efer | 0x1000 | (0x400 if active else 0))
    _put(out, RFLAGS, _get(area, RFLAGS) | 2)
    for at in (CR3, DR7, DR6, RIP, RSP, RAX, PAT, RCX, RDX, RBX, XCR0, *range(RBP, RBP + 88, 8)):
        _put(out, at, _get(area, at))
    return bytes(out)


def kvm_reset(features, signature):
    """What KVM launches for a vCPU that the file does not have: QEMU's reset state."""
    out = _begin_kvm(features)
    for at in DATA_SEGMENTS:
        struct.pack_into('<HHIQ', out, at, 0, 0x93, 0xffff, 0)
    struct.pack_into('<HHIQ', out, CS, 0xf000, 0x9b, 0xffff, 0xffff0000)
    for at, attributes in ((GDTR, 0), (IDTR, 0), (LDTR, 0x82), (TR, 0x8b)):
        struct.pack_into('<HHIQ', out, at, 0, attributes, 0xffff, 0)
    for at, value in ((CR0, 0x10), (DR6, 0xffff0ff0), (DR7, 0x400), (PAT, 0x0007040600070406), (XCR0, 1), (RIP, 0xfff0),
                      (RDX, signature)):
        _put(out, at, value)
    return bytes(out)


def _belongs(run, index, header):
    if not run:
        return False
    last_index, last = run[-1]
    gpa, mask, _, flags, kind = header.unpack('QIIIH')
    last_gpa, last_mask, _, last_flags, last_kind = last.unpack('QIIIH')
    size = igvm.LARGE_PAGE if last_flags & igvm.IS_2MB else igvm.PAGE
    return (index == last_index + 1 and gpa == last_gpa + size
            and (mask, flags, kind) == (last_mask, last_flags, last_kind)
            and (header.data is None) == (last.data is None))


def qemu(headers, vcpus=0, signature=0x800f12, zero_pages=False):
    """QEMU on KVM, in a machine with so many vCPUs; 0: as many as the file has save areas.

    A save area that is not at KVM's address is a page of memory (KVM_CAP_SNP_DIRECT_VMSA): given at once, and as it is.
    """
    chain, mask, areas = Chain(), _snp_mask(headers), _areas(headers)
    run, contexts, refused, features, direct = [], {}, None, 1, False
    for index, header in enumerate(headers):
        if not header.mask & mask:
            continue
        if header.kind == igvm.PAGE_DATA:
            if not _belongs(run, index, header):
                _flush(chain, run, zero_pages)
            run.append((index, header))
        elif header.kind == igvm.PARAMETER_INSERT:
            _add_insert(chain, header, areas)
        elif header.kind == igvm.VP_CONTEXT:
            gpa, _, _, vp_index = header.unpack('QIIH')
            if vp_index == 0:
                features = _get(header.data, SEV_FEATURES)
            if gpa == igvm.KVM_SAVE_AREA_GPA:
                contexts[vp_index] = header.data[:igvm.SAVE_AREA]
            else:
                direct = True
                chain.add(VMSA, gpa, header.data[:igvm.SAVE_AREA])
                refused = 'without KVM_CAP_SNP_DIRECT_VMSA QEMU refuses a save area that is not at 0xfffffffff000'
    _flush(chain, run, zero_pages)
    for vp_index in sorted({*contexts, *range(0 if direct else vcpus)}):
        area = kvm_save_area(contexts[vp_index], features) if vp_index in contexts else kvm_reset(features, signature)
        chain.add(VMSA, igvm.KVM_SAVE_AREA_GPA, area)
    return chain.digest.hex(), refused


def igvmmeasure(headers, native_zero=False):
    """igvmmeasure of COCONUT-SVSM, without --check-kvm."""
    chain, mask = Chain(), _snp_mask(headers)
    for header in headers:
        if header.kind == igvm.VP_CONTEXT:
            chain.add(VMSA, header.unpack('Q')[0], header.data[:igvm.PAGE])
        elif not header.mask & mask:
            continue
        elif header.kind == igvm.PAGE_DATA:
            _, _, _, flags, data_type = header.unpack('QIIIH')
            if flags & igvm.IS_2MB and header.data:
                return None, 'stops at an assertion: the parser gives 4 KiB of a page of 2 MiB'
            zero = native_zero and not header.data and _page_type(flags, data_type) == NORMAL
            _add_page(chain, header, ZERO if zero else None)
        elif header.kind == igvm.PARAMETER_INSERT:
            chain.add(UNMEASURED, header.unpack('Q')[0])
    return chain.digest.hex(), None


def snp_rs(headers):
    """generate_snp_measurement() of the igvm crate, on a file that the crate's parser read."""
    chain, mask, areas = Chain(), _snp_mask(headers), _areas(headers)
    if not any(header.kind == igvm.GUEST_POLICY and header.mask & mask for header in headers):
        return None, 'refused: no GUEST_POLICY'
    for header in headers:
        if not header.mask & mask:
            continue
        if header.kind == igvm.PAGE_DATA:
            gpa, _, _, flags, data_type = header.unpack('QIIIH')
            if not flags & igvm.SHARED:
                chain.add(_page_type(flags, data_type), gpa, header.data and header.data[:igvm.PAGE])
        elif header.kind == igvm.PARAMETER_INSERT:
            _add_insert(chain, header, areas)
        elif header.kind == igvm.VP_CONTEXT:
            chain.add(VMSA, header.unpack('Q')[0], header.data[:igvm.PAGE])
    return chain.digest.hex(), None


TOOLS = {
    'file order': file_order,
    'qemu': qemu,
    'igvmmeasure': igvmmeasure,
    'igvmmeasure --native-zero': lambda headers: igvmmeasure(headers, native_zero=True),
    'snp.rs': snp_rs,
}
