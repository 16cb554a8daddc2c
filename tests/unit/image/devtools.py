"""devtools.py - a headless Chromium, spoken to by the DevTools protocol over two pipes."""
import base64
import json
import os
import select
import shutil
import subprocess
import time

LIMIT = 60  # seconds, for anything to happen


def program():
    """The browser's path, or None if there is none."""
    return shutil.which('chromium')


class Browser:
    """One page of one browser; everything that it says is kept in @events."""

    def __init__(self, directory):
        self.events, self.rest, self.number, self.session = [], b'', 0, None
        down, self.write = os.pipe()
        self.read, up = os.pipe()

        def place():
            # The browser reads from 3 and writes to 4, whatever these are here.
            high = [os.dup2(end, 60 + at) for at, end in enumerate((down, up))]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(  # pylint: disable=consider-using-with,subprocess-popen-preexec-fn
            [program(), '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
             '--disable-background-networking', '--disable-component-update', '--remote-debugging-pipe',
             f'--user-data-dir={directory}', 'about:blank'],
            preexec_fn=place, pass_fds=(3, 4), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(down)
        os.close(up)
        target = self.send('Target.createTarget', url='about:blank')['targetId']
        self.session = self.send('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network', 'Security'):
            self.send(f'{domain}.enable')

    def close(self):
        os.close(self.write)
        os.close(self.read)
        self.process.terminate()
        self.process.wait()

    def receive(self):
        end = time.monotonic() + LIMIT
        while b'\0' not in self.rest:
            if not select.select([self.read], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError('the browser is silent')
            more = os.read(self.read, 1 << 16)
            if not more:
                raise EOFError('the browser is gone')
            self.rest += more
        message, self.rest = self.rest.split(b'\0', 1)
        return json.loads(message)

    def send(self, method, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.write, json.dumps(message).encode() + b'\0')
        while True:
            answer = self.receive()
            if answer.get('id') == self.number:
                assert 'error' not in answer, (method, answer)
                return answer['result']
            self.events.append(answer)

    def open(self, path):
        """Loads a file, and waits until its scripts have run."""
        self.events.clear()
        self.send('Page.navigate', url='file://' + path)
        while not self.heard('Page.loadEventFired'):
            self.events.append(self.receive())

    def heard(self, method):
        return [event['params'] for event in self.events if event.get('method') == method]

    def ask(self, expression):
        """The value of a JavaScript expression, promises awaited."""
        answer = self.send('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        assert 'exceptionDetails' not in answer, (expression, answer)
        return answer['result'].get('value')

    def wait(self, expression):
        end = time.monotonic() + LIMIT
        while not self.ask(expression):
            assert time.monotonic() < end, expression
            time.sleep(0.05)

    def move(self, x, y):
        self.send('Input.dispatchMouseEvent', type='mouseMoved', x=x, y=y)

    def press(self, key):
        code = {'Enter': 13, 'Escape': 27, 'End': 35, 'Home': 36, 'ArrowLeft': 37, 'ArrowRight': 39}[key]
        for kind in ('keyDown', 'keyUp'):
            extra = {'text': '\r'} if key == 'Enter' and kind == 'keyDown' else {}
            self.send('Input.dispatchKeyEvent', type=kind, key=key, code=key, windowsVirtualKeyCode=code, **extra)

    def look(self, width, height, scheme):
        self.send('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.send('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': scheme}])

    def screenshot(self, path):
        data = self.send('Page.captureScreenshot', format='png')['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))
