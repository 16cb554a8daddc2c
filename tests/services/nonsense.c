/* A service that replies without having been asked. */
#include <unistd.h>

int main(void)
{
        static const char nonsense[64] = "nonsense";

        for (int i = 0; i < 3; i++)
                if (write(3, nonsense, sizeof(nonsense)) < 0)
                        return 1;
        return 0;
}
