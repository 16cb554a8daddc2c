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


def file_order(headers):
    """The processor's digest if a loader gives it the pages as the file has them."""
    chain, mask, areas = Chain(), _snp_mask(headers), _areas(headers)
    for header in headers:
        if not header.mask & mask:
            continue
        if header.kind == igvm.PAGE_DATA:
            if not header.unpack('QIII')[3] & igvm.SHARED:
                _add_page(chain, header)
        elif header.kind == igvm.PARAMETER_INSERT:
            _add_insert(chain, header, areas)
        elif header.kind == igvm.VP_CONTEXT:
            chain.add(VMSA, header.unpack('Q')[0], header.data[:igvm.SAVE_AREA])
    return chain.digest.hex(), None


def _flush(chain, run):
    for _, header in run:
        _add_page(chain, header)
    run.clear()


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


def qemu(headers):
    """QEMU on KVM, in a machine that has as many vCPUs as the file has save areas."""
    chain, mask, areas = Chain(), _snp_mask(headers), _areas(headers)
    run, contexts, refused = [], {}, None
    for index, header in enumerate(headers):
        if not header.mask & mask:
            continue
        if header.kind == igvm.PAGE_DATA:
            if not _belongs(run, index, header):
                _flush(chain, run)
            run.append((index, header))
        elif header.kind == igvm.PARAMETER_INSERT:
            _add_insert(chain, header, areas)
        elif header.kind == igvm.VP_CONTEXT:
            gpa, _, _, vp_index = header.unpack('QIIH')
            contexts[vp_index] = header.data[:igvm.SAVE_AREA]
            if gpa != igvm.KVM_SAVE_AREA_GPA:
                refused = 'QEMU refuses a save area that is not at 0xfffffffff000'
    _flush(chain, run)
    for vp_index in sorted(contexts):
        chain.add(VMSA, igvm.KVM_SAVE_AREA_GPA, contexts[vp_index])
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
