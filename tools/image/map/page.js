
'use strict';
(() => {
        const PAGE = 4096n;
        const byId = (id) => document.getElementById(id);
        const data = JSON.parse(byId('data').textContent);
        const tip = byId('tip');
        const segments = []; /* {start, end, contents, claims, owners, element} by address */
        let shown = null;    /* the segment whose tip is open */
        let leaving = 0;     /* timer that closes it */

        /* Everything gets into the page as text: nothing that the file says can become markup. */
        function make(parent, name, className, text) {
                const element = document.createElement(name);

                if (className)
                        element.className = className;
                if (text !== undefined)
                        element.textContent = text;
                parent.append(element);
                return element;
        }

        const hex = (value) => '0x' + value.toString(16);

        function size(bytes) {
                const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
                let unit = 0;
                let scale = 1024n;

                while (unit + 1 < units.length && bytes / scale >= 1024n) {
                        scale *= 1024n;
                        unit++;
                }
                const hundredths = bytes % scale * 100n / scale;

                return bytes % scale === 0n ? `${bytes / scale} ${units[unit]}`
                                            : `${bytes / scale}.${String(hundredths).padStart(2, '0')} ${units[unit]}`;
        }

        function read(list) {
                return list.filter((entry) => entry).map((entry, index) => (
                        { ...entry, index, start: BigInt(entry.start), end: BigInt(entry.end) }));
        }

        /* What is said of a part says more than what is said of the whole. */
        function smallerFirst(a, b) {
                const difference = (a.end - a.start) - (b.end - b.start);

                return difference < 0n ? -1 : difference > 0n ? 1 : 0;
        }

        /* Cuts the address space wherever something begins or ends; what lies between two cuts is alike. */
        function cut(ranges, owners) {
                const events = new Map();
                const at = (address) => {
                        if (!events.has(address))
                                events.set(address, { begin: [], end: [] });
                        return events.get(address);
                };
                const active = new Set();

                for (const item of [...ranges, ...owners].filter((entry) => entry.start < entry.end)) {
                        at(item.start).begin.push(item);
                        at(item.end).end.push(item);
                }
                const cuts = [...events.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
                cuts.forEach((start, index) => {
                        events.get(start).end.forEach((item) => active.delete(item));
                        events.get(start).begin.forEach((item) => active.add(item));
                        if (active.size === 0)
                                return;
                        const items = [...active];
                        segments.push({
                                start,
                                end: cuts[index + 1],
                                contents: items.filter((item) => item.kind && !item.claim),
                                claims: items.filter((item) => item.kind && item.claim).sort(smallerFirst),
                                owners: items.filter((item) => !item.kind),
                        });
                });
        }

        /* The owner of a part is known where that of the whole may be several. */
        function ownerOf(segment) {
                if (segment.owners.length !== 0)
                        return segment.owners[0].owner;
                return segment.contents.length !== 0 ? segment.contents[0].owner : 'not known';
        }

        const ownerClass = (owner) => (/^VMPL[0-3]$/.test(owner) ? `o-${owner}` : 'o-unknown');

        function drawSegment(parent, segment, index) {
                const pages = Number((segment.end - segment.start + PAGE - 1n) / PAGE);
                const width = 50 + 13 * Math.log2(pages);
                const content = segment.contents[0];
                const claim = segment.claims[0];
                const owner = ownerOf(segment);
                const what = content || claim;
                const button = make(parent, 'button', 'segment');
                const band = make(button, 'span', `contents k-${content ? content.kind : 'none'}`);

                button.type = 'button';
                button.tabIndex = index === 0 ? 0 : -1;
                button.dataset.index = index;
                button.style.flex = `${Math.round(width)} 1 ${Math.round(width)}px`;
                button.style.maxWidth = `${Math.round(width * 3)}px`;
                button.setAttribute('aria-label', `${hex(segment.start)} to ${hex(segment.end)}, ` +
                        `${size(segment.end - segment.start)}, ${what ? what.text : segment.owners[0].text}, owner ${owner}`);
                make(band, 'b', '', size(segment.end - segment.start));
                band.append((what || segment.owners[0]).text);
                make(button, 'span', `claims k-${claim ? claim.kind : 'none'}`);
                make(button, 'span', `owner ${ownerClass(owner)}`, owner);
                segment.element = button;
        }

        function draw() {
                const strips = byId('strips');
                let strip;

                segments.forEach((segment, index) => {
                        const before = segments[index - 1];

                        if (!before || before.end !== segment.start) {
                                let last = index;

                                if (before)
                                        make(strips, 'p', 'hole', `${size(segment.start - before.end)} of which the file says nothing`);
                                while (segments[last + 1] && segments[last].end === segments[last + 1].start)
                                        last++;
                                const cluster = make(strips, 'div', 'cluster');
                                const title = make(cluster, 'h3', '', `${hex(segment.start)} – ${hex(segments[last].end)} `);

                                make(title, 'span', '', size(segments[last].end - segment.start));
                                strip = make(cluster, 'div', 'strip');
                        }
                        drawSegment(strip, segment, index);
                });
        }

        function fact(list, name, value, className) {
                make(list, 'dt', '', name);
                make(list, 'dd', className || '', value);
        }

        function describeRange(range) {
                const [first, last, count] = range.headers;

                make(tip, 'h4', '', range.text);
                const list = make(tip, 'dl', '');

                fact(list, 'range', `${hex(range.start)} – ${hex(range.end)}`, 'mono');
                fact(list, 'size', `${size(range.end - range.start)}, ${(range.end - range.start) / PAGE} pages`);
                fact(list, 'measured', range.measured);
                fact(list, 'owner', range.owner);
                fact(list, 'headers', count === 1 ? `${first}` : `${first} to ${last}, ${count} of them`);
                fact(list, 'at', hex(BigInt(range.offset)), 'mono');
                if (range.digest)
                        fact(list, range.end - range.start === PAGE ? 'SHA-384' : 'SHA-384 of digests', range.digest, 'digest');
        }

        function describeOwner(owner) {
                make(tip, 'h4', '', `${owner.owner}: ${owner.text}`);
                fact(make(tip, 'dl', ''), 'range', `${hex(owner.start)} – ${hex(owner.end)}, ${size(owner.end - owner.start)}`, 'mono');
        }

        function place(element) {
                const box = element.getBoundingClientRect();
                const below = box.bottom + 6;
                const fits = below + tip.offsetHeight <= window.innerHeight;

                tip.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
                tip.style.top = `${Math.max(8, fits ? below : box.top - tip.offsetHeight - 6)}px`;
        }

        function show(segment) {
                clearTimeout(leaving);
                if (shown === segment)
                        return;
                hide();
                tip.replaceChildren();
                segment.contents.forEach(describeRange);
                segment.claims.forEach(describeRange);
                segment.owners.forEach(describeOwner);
                tip.hidden = false;
                place(segment.element);
                segment.element.setAttribute('aria-describedby', 'tip');
                shown = segment;
        }

        function hide() {
                clearTimeout(leaving);
                if (shown)
                        shown.element.removeAttribute('aria-describedby');
                shown = null;
                tip.hidden = true;
        }

        /* Late enough for the pointer to reach the tip, whose text can then be selected. */
        function hideSoon() {
                clearTimeout(leaving);
                leaving = setTimeout(hide, 200);
        }

        const segmentOf = (target) => {
                const element = target.closest && target.closest('.segment');

                return element ? segments[Number(element.dataset.index)] : null;
        };

        /* One block is in the order of the Tab key; the arrow keys change which. */
        function moveTo(segment) {
                segments.forEach((other) => {
                        other.element.tabIndex = other === segment ? 0 : -1;
                });
                segment.element.focus();
        }

        function onKey(event) {
                const index = segments.indexOf(segmentOf(event.target));
                const next = {
                        ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1,
                        Home: 0, End: segments.length - 1,
                }[event.key];

                if (index < 0 || next === undefined)
                        return;
                event.preventDefault();
                if (segments[next])
                        moveTo(segments[next]);
        }

        function toTable(segment) {
                const range = segment.contents[0] || segment.claims[0];
                const row = range && byId(`r${range.index}`);

                hide();
                if (row) {
                        row.scrollIntoView({ block: 'center' });
                        row.focus({ preventScroll: true });
                }
        }

        function find(address) {
                let low = 0;
                let high = segments.length;

                while (low < high) {
                        const middle = (low + high) >> 1;

                        if (segments[middle].end <= address)
                                low = middle + 1;
                        else
                                high = middle;
                }
                return segments[low] && segments[low].start <= address ? segments[low] : null;
        }

        function reveal(segment) {
                document.querySelectorAll('.segment.found').forEach((element) => element.classList.remove('found'));
                if (!segment)
                        return;
                segment.element.classList.add('found');
                segment.element.scrollIntoView({ block: 'center' });
                show(segment);
        }

        function search(event) {
                const text = byId('address').value.trim().replace(/^0x/i, '').replaceAll('_', '');
                const found = byId('found');

                event.preventDefault();
                hide();
                if (!/^[0-9a-f]{1,16}$/i.test(text)) {
                        reveal(null);
                        found.textContent = text ? 'not a hexadecimal address' : '';
                        return;
                }
                const address = BigInt(`0x${text}`);
                const segment = find(address);

                reveal(segment);
                if (!segment) {
                        found.textContent = `${hex(address)}: the file says nothing about it`;
                        return;
                }
                const what = [...segment.contents, ...segment.claims, ...segment.owners].map((item) => item.text);
                found.textContent = `${hex(address)}: ${[...new Set(what)].join(', ')}; owner ${ownerOf(segment)}`;
        }

        function legend() {
                const used = new Set(segments.map(ownerOf));

                segments.forEach((segment) => [...segment.contents, ...segment.claims].forEach((range) => used.add(range.kind)));
                document.querySelectorAll('#legend li').forEach((item) => {
                        item.hidden = !used.has(item.dataset.kind);
                });
                byId('legend').hidden = false;
        }

        function listen() {
                const strips = byId('strips');

                strips.addEventListener('pointerover', (event) => {
                        const segment = segmentOf(event.target);

                        if (segment)
                                show(segment);
                });
                strips.addEventListener('pointerout', hideSoon);
                strips.addEventListener('focusin', (event) => show(segmentOf(event.target)));
                strips.addEventListener('focusout', hideSoon);
                strips.addEventListener('keydown', onKey);
                strips.addEventListener('click', (event) => {
                        const segment = segmentOf(event.target);

                        if (segment)
                                toTable(segment);
                });
                tip.addEventListener('pointerenter', () => clearTimeout(leaving));
                tip.addEventListener('pointerleave', hideSoon);
                document.addEventListener('keydown', (event) => {
                        if (event.key === 'Escape')
                                hide();
                });
                window.addEventListener('scroll', () => shown && place(shown.element), { passive: true });
                byId('search').addEventListener('submit', search);
                byId('search').hidden = false;
        }

        /* A row of the table shows its range in the drawing. */
        function listenToRows(ranges) {
                byId('ranges').tBodies[0].addEventListener('click', (event) => {
                        const row = event.target.closest('tr');

                        if (row && window.getSelection().isCollapsed)
                                reveal(find(ranges[Number(row.id.slice(1))].start));
                });
        }

        const ranges = read(data.ranges);

        cut(ranges, read(data.owners));
        draw();
        legend();
        listen();
        listenToRows(ranges);
})();
