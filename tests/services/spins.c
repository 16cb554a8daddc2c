/* A service that never becomes ready. */
int main(void)
{
        for (;;)
                __asm__ volatile("pause");
}
