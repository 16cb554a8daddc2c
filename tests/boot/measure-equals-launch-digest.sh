# What `cashew image measure` computes is what the machine's security processor measures at launch.
. "$top/tests/lib.sh"
for image in probe-tcg-low linux-tcg-low; do
        measured=$("$cashew" image measure "$build/images/$image.igvm")
        boot_probe "$build/images/$image.igvm" --ready-limit 20
        on_console "launch digest $measured"
done
