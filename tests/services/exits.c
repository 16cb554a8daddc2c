/* A service that ends before it is ready. */
int main(void)
{
        return 7;
}
