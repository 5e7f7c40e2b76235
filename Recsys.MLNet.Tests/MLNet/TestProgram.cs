namespace Recsys.MLNet.Tests.MLNet;

/// <summary>The test assembly as a program: the fresh process in which a saved component is loaded.</summary>
internal static class TestProgram
{
    private static int Main(string[] args) => args is [var fixture, var file] ? RowComponentContract.LoadAndPrint(fixture, file, Console.Out) : 2;
}
