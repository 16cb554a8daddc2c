# tests/proof/readers.sh - the proofs of VMPL0's readers of others' bytes, for tests/proof/run, which reads this file.
# shellcheck shell=sh disable=SC2154,SC2034 # $source and the like belong to tests/proof/run, and $readers is for it
#
# A proof includes what it is of, or gets it beside it; both are taken from $source.

readers='address bytes cpio eventlog params messages tpm-public guest-message ghcb-values ghcb-requests ghcb-text ghcb-list ghcb-page-state
        ghcb-msr map book list pvalidate vtpm attest'

# As check(), and every read of something volatile gives anything. $2: a loop that goes round more often, as --unwindset has it.
check_volatile() {
        name=$1
        loop=$2
        shift 2
        "$tools/goto-cc" --function main -I "$source" -I "$top" "$@" -o "$work/$name.goto" >"$logs/$name" 2>&1 &&
                "$tools/goto-instrument" --nondet-volatile "$work/$name.goto" "$work/$name.any" >>"$logs/$name" 2>&1 &&
                solved "$work/$name.any" --drop-unused-functions --unwind 8 --unwindset "$loop" >>"$logs/$name" 2>&1
}

# Proof $1, with its log in $2.
prove_reader() {
        directory=$top/tests/proof/readers
        any=$directory/any.c
        abstract="$directory/abstract_bytes.c $any"
        guest="$directory/guest.c $any"
        # shellcheck disable=SC2086 # lists of files
        case $1 in
        address) check "$2" "$directory/address.c" ;;
        bytes) check "$2" "$directory/bytes.c" "$any" "$source/lib/base/bytes.c" --unwind 17 ;;
        cpio)
                check "$2" "$directory/cpio.c" $abstract --drop-unused-functions --unwind 14 \
                        --unwindset read_path.0:26,strlen.0:26,read_end.0:36
                ;;
        eventlog) check "$2" "$directory/eventlog.c" $abstract --drop-unused-functions --unwind 5 ;;
        params)
                check "$2" "$directory/params.c" $abstract --unwind 65 \
                        --unwindset skip_padding.0:8,decode_regions.0:4,regions_overlap.0:4,regions_are_valid.0:4
                ;;
        messages) check "$2" "$directory/messages.c" $abstract --drop-unused-functions --unwind 6 ;;
        tpm-public)
                check "$2" "$directory/tpm_public.c" "$source/lib/wire/tpm_public.c" $abstract --drop-unused-functions \
                        --unwind 9
                ;;
        guest-message)
                check "$2" "$directory/guest_message.c" "$any" "$source/services/attest/message.c" \
                        "$source/lib/base/bytes.c" --drop-unused-functions --unwind 18 --unwindset memcpy.0:98
                ;;
        ghcb-list) check_volatile "$2" fill_psc_list.0:255 "$directory/ghcb.c" "$any" -DPROOF=prove_list ;;
        ghcb-*)
                part=$(echo "${1#ghcb-}" | tr - _)
                check_volatile "$2" fill_psc_list.0:8 "$directory/ghcb.c" "$any" "-DPROOF=prove_$part"
                ;;
        map) check "$2" "$directory/map.c" --drop-unused-functions --unwind 4 ;;
        book) check "$2" "$directory/book.c" "$any" --drop-unused-functions --unwind 5 ;;
        list) check "$2" "$directory/list.c" $guest "$source/kernel/svsm/list.c" --drop-unused-functions --unwind 4 ;;
        pvalidate | vtpm)
                check "$2" "$directory/$1.c" $guest --drop-unused-functions --unwind 4 --unwindset memcpy.0:12
                ;;
        attest)
                check "$2" "$directory/attest.c" $guest --drop-unused-functions --unwind 30 --unwindset copy_out.0:3
                ;;
        *) return 1 ;;
        esac
}

reader_faults() {
        fault address lib/base/address.h 'range->size - (start - range->start)' 'range->size' range-end
        fault bytes lib/base/bytes.c 'size > bytes_left(reader)' 'size > reader->size' bytes-left
        fault cpio lib/cpio/archive.c '(path\[i\] == 0) != (i == size - 1)' 'path[i] == 0 \&\& i != size - 1' path-end
        fault eventlog lib/eventlog/log.c 'size > bytes_left(\&log->in)' 'false' event-size
        fault params lib/params/block.c 'guest->region_count > PARAMS_MAX_REGIONS' 'false' region-count
        fault messages lib/wire/manufacture.c 'blob.size < least || blob.size > most' 'blob.size < least' blob-size
        fault tpm-public lib/wire/tpm_public.c '\*size > most' '*size > UINT16_MAX' coordinate-size
        fault guest-message services/attest/message.c ' || size > sizeof(payload))' ')' payload-size
        fault ghcb-requests lib/snp/ghcb_client.c '\*pages = needed' '*pages = READ_ONCE(client->page->rax)' read-twice
        fault ghcb-text lib/snp/ghcb_client.c 'size > GHCB_SHARED_BUFFER_SIZE' 'size > PAGE_SIZE' text-size
        fault ghcb-list lib/snp/ghcb_client.c 'n < GHCB_PSC_ENTRIES' 'n <= GHCB_PSC_ENTRIES' list-size
        fault ghcb-values lib/snp/ghcb_client.c 'if (size < 4)' 'if (size < 2)' port-size
        fault ghcb-msr lib/snp/ghcb_msr.c '\*out = answer >> 12' '*out = answer' msr-features
        fault map kernel/mm/guest_map.c '(in_first + size + PAGE_MASK)' '(size + PAGE_MASK)' pages-named
        fault book kernel/mm/guest_book.c 'get(span->first + i) != state' 'get(span->first) != state' taken-in-part
        fault list kernel/svsm/list.c 'header.count > list_capacity(at)' 'header.count > LIST_MAX_ENTRIES' list-end
        fault pvalidate kernel/svsm/core_pvalidate.c 'out->page.value % out->size == 0' 'page_aligned(out->page.value)' \
                large-page-aligned
        fault ghcb-page-state lib/snp/ghcb_client.c 'end = start + size' 'end = start + size + PAGE_SIZE' page-too-many
        fault vtpm kernel/svsm/vtpm.c 'size > PAGE_SIZE - SVSM_VTPM_REQUEST_HEADER_SIZE' 'size > PAGE_SIZE' command-size
        fault attest kernel/svsm/attest.c 'prepared->manifest_size <= wanted->manifest.size' 'true' part-size
}
