/* fuzz/attest/kbs_seed.c - what a KBS answers, a resource for the target's key among it, with and without further data. */
#include <string.h>

#include "fuzz/attest/kbs.h"
#include "fuzz/seed.h"

static const char resource[] =
        "{\"protected\": \"eyJhbGciOiAiRUNESC1FUytBMjU2S1ciLCAiZW5jIjogIkEyNTZHQ00iLC"
        "AiZXBrIjogeyJrdHkiOiAiRUMiLCAiY3J2IjogIlAtMjU2IiwgIngiOiAiX2VfWkRZeGFNN3JFZG"
        "dxdmZiM09RWDhVMjBOUXZGd0Q5RnBYelRZa2QxdyIsICJ5IjogInhISHE2VlhzNWVpcDBNTVA1eX"
        "BKOG9MbFRLeTM0YnVTS2FsdndfdWFuMGsifX0\", \"encrypted_key\": \"A0gyKi3wDLJZ3V"
        "GpxeNkRNsftcnHZLlqswX4Yl2_vOEJw7rlh8NqnQ\", \"iv\": \"Kf9ci9JSH5FlRtQ-\", \""
        "ciphertext\": \"0JRBanrZ\", \"tag\": \"fZIuEvxaVtPIEB4dSTYR6w\"}";

static const char further[] =
        "{\"protected\": \"eyJhbGciOiAiRUNESC1FUytBMjU2S1ciLCAiZW5jIjogIkEyNTZHQ00iLC"
        "AiYXB1IjogIlFRIiwgImFwdiI6ICJRZyIsICJlcGsiOiB7Imt0eSI6ICJFQyIsICJjcnYiOiAiUC"
        "0yNTYiLCAieCI6ICJNcktTSUVQVTk1c1RjNFExWk5GaGZTZHprMmZxZDRhUWQ5MUJOTHlMRFA0Ii"
        "wgInkiOiAiM3JSZGhfYzNIUUlNYzZJTEpVRURBNmJob21CZ2xhUGk1YlBLRGQ3Q0FoZyJ9fQ\", "
        "\"encrypted_key\": \"yCo9X7mXFphCCjcuX2jCHf2Ue9AqPekT2KgTUPpbZ8GQr3VsOOujfA"
        "\", \"iv\": \"FEmAecM58B11Q9Sr\", \"ciphertext\": \"EXStfwK_\", \"tag\": \"5"
        "_PZYCbgcofzrV0oHesEBQ\", \"aad\": \"QQ\"}";

static int write_answer(const char *directory, const char *name, enum kbs_answer kind,
                        const char *text)
{
        char input[2048];
        size_t length = strlen(text);

        input[0] = (char)kind;
        memcpy(input + 1, text, length);
        return write_seed(directory, name, input, length + 1);
}

int main(int argc, char **argv)
{
        if (argc != 2)
                return 2;
        return write_answer(argv[1], "challenge", KBS_CHALLENGE,
                            "{\"nonce\":\"AAECAw==\",\"extra-params\":"
                            "{\"selected-hash-algorithm\":\"sha512\"}}") ||
               write_answer(argv[1], "token", KBS_TOKEN, "{\"token\":\"e30.e30.AAAA\"}") ||
               write_answer(argv[1], "resource", KBS_RESOURCE, resource) ||
               write_answer(argv[1], "further", KBS_RESOURCE, further) ||
               write_answer(argv[1], "refusal", KBS_REFUSAL,
                            "{\"type\":\"errors/PolicyDeny\",\"detail\":\"no\"}");
}
