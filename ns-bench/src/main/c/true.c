/* The command of the containers: it is linked statically, so that a root file system needs nothing else. */
int main(void)
{
    return 0;
}
