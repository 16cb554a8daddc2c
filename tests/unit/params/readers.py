#!/usr/bin/env python3
"""readers.py SOURCE - every field of the parameter block has a reader: what nobody reads would be believed and not kept."""
import os
import re
import sys

SOURCE = sys.argv[1]

# field: the file that reads it, and how that looks there. `reserved` is read by the decoder alone, which wants zeros.
READERS = {
    'params_header.magic': ('lib/params/block.c', r'header->magic != PARAMS_MAGIC'),
    'params_header.version': ('lib/params/block.c', r'header->version != PARAMS_VERSION'),
    'params_header.size': ('kernel/main.c', r'own_read\(params_block, address, header\.size'),
    'params_header.svsm_base': ('kernel/main.c', r'pages_init\(end, header->svsm_base'),
    'params_header.svsm_size': ('kernel/main.c', r'pages_init\(end, .*svsm_size'),
    'params_header.image_end': ('kernel/main.c', r'later\(header->image_end'),
    'params_header.cpuid_page': ('kernel/main.c', r'cpuid_init\(arch_own_memory\(params\.header\.cpuid_page'),
    'params_header.secrets_page': ('kernel/main.c', r'guest_request_set_secrets\(params\.header\.secrets_page'),
    'params_header.host_map': ('kernel/main.c', r'guest_memory_init\(&params, arch_own_memory\(params\.header\.host_map'),
    'params_header.host_count': ('kernel/main.c', r'vcpus_find\(arch_own_memory\(params\.header\.host_count'),
    'params_header.vmsa_page': ('kernel/main.c', r'header->vmsa_page'),
    'params_port.kind': ('kernel/host', r'->kind'),
    'params_port.port': ('kernel/host', r'->port'),
    'params_port.reserved': ('lib/params/block.c', r'out->reserved != 0'),
    'params_memory.least': ('kernel/mm', r'memory\.least|memory->least'),
    'params_memory.most': ('kernel/mm', r'memory\.most|memory->most'),
    'params_memory.end': ('kernel/mm', r'memory\.end|memory->end'),
    'params_cpu.optional': ('kernel/main.c', r'features_check\(params\.cpu\.optional'),
    'params_tpm.localities': ('kernel', r'params_localities\('),
    'params_tpm.reserved': ('lib/params/block.c', r'out->reserved != 0'),
    'params_services.start': ('kernel/main.c', r'services_start\(arch_own_memory\(params\.services\.start'),
    'params_services.size': ('kernel/main.c', r'services_start\(.*params\.services\.size'),
    'params_region.start': ('kernel/guest/regions.c', r'region->start'),
    'params_region.size': ('kernel/guest/regions.c', r'region->size'),
    'params_region.kind': ('kernel/guest/regions.c', r'region->kind'),
    'params_region.reserved': ('lib/params/block.c', r'region->reserved != 0'),
    'params_guest.kind': ('kernel/main.c', r'params\.guest\.kind'),
    'params_guest.vmpl': ('kernel/main.c', r'vcpu_run\(params\.guest\.vmpl'),
    'params_guest.entry': ('kernel/snp/vmsa.c', r'guest->entry'),
    'params_guest.page_tables': ('kernel/snp/vmsa.c', r'guest->page_tables'),
    'params_guest.stack': ('kernel/snp/vmsa.c', r'guest->stack'),
    'params_guest.region_count': ('kernel/guest/regions.c', r'region_count'),
    'params_guest.sev_features': ('kernel/guest', r'arch_set_guest_sev_features\(params->guest\.sev_features'),
    'params_firmware.map': ('kernel/guest', r'firmware->map '),
    'params_firmware.map_size': ('kernel/guest', r'firmware->map_size'),
    'params_firmware.count': ('kernel/guest', r'firmware\.count'),
    'params_firmware.reserved': ('lib/params/block.c', r'out->reserved != 0'),
    'params.header': ('kernel/main.c', r'params\.header'),
    'params.console': ('kernel/main.c', r'host_console_init\(&params\.console'),
    'params.channel': ('kernel/main.c', r'host_channel_init\(&params\.channel'),
    'params.memory': ('kernel/mm', r'->memory\b'),
    'params.cpu': ('kernel/main.c', r'params\.cpu\.'),
    'params.tpm': ('kernel', r'params_localities\('),
    'params.services': ('kernel/main.c', r'params\.services\.'),
    'params.guest': ('kernel/main.c', r'params\.guest\.'),
    'params.firmware': ('kernel/guest', r'params->firmware'),
    'params.regions': ('kernel/guest/regions.c', r'->regions'),
    'params.image_name': ('kernel/main.c', r'params\.image_name'),
}

# What is not in the block, since it is the host's.
NOT_MEASURED = {'params_host_map', 'params_host_count', 'params_host_map_entry'}


def text(path):
    with open(os.path.join(SOURCE, path), encoding='utf-8') as file:
        return re.sub(r'/\*.*?\*/', '', file.read(), flags=re.S)


def sources(path):
    whole = os.path.join(SOURCE, path)
    if os.path.isfile(whole):
        return [text(path)]
    return [text(os.path.join(base, name)) for base, _, names in os.walk(whole) for name in names if name.endswith('.c')]


def fields():
    """structure.field for all of lib/params/block.h."""
    for name, body in re.findall(r'struct (params\w*) \{(.*?)\n\};', text('lib/params/block.h'), flags=re.S):
        if name in NOT_MEASURED:
            continue
        for declaration in body.split(';'):
            found = re.search(r'(\w+)(\[\w+\])?\s*$', declaration)
            if found:
                yield f'{name}.{found[1]}'


def main():
    there = set(fields())
    wrong = [f'{field}: has no row here' for field in there - READERS.keys()]
    wrong += [f'{field}: is no field' for field in READERS.keys() - there]
    wrong += [f'{field}: nothing in {path} reads it' for field, (path, pattern) in READERS.items()
              if not any(re.search(pattern, source, flags=re.S) for source in sources(path))]
    assert len(there) > 30
    for line in sorted(wrong):
        print(line)
    return 1 if wrong else 0


sys.exit(main())
