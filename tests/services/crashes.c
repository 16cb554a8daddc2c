/* A service that touches memory that it does not have. */
int main(void)
{
        *(volatile int *)0xffffffff80000000 = 1;
        return 0;
}
