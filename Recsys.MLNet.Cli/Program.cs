using Recsys.MLNet.Cli.Frame;

return await RecsysCommandLine.RunAsync(args, Console.Out, Console.Error);
