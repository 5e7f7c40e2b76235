using static Recsys.MLNet.Trainers.LambdaRank.LightGbmParameters;

namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>Names and aliases of LightGBM's parameters, and what each sets here.</summary>
internal static class LightGbmParameterTable
{
    private static readonly Dictionary<string, string> Names = Aliases(
        "objective objective_type app application loss", "data train train_data train_data_file data_filename", "valid test valid_data valid_data_file test_data test_data_file valid_filenames",
        "num_iterations num_iteration n_iter num_tree num_trees num_round num_rounds nrounds num_boost_round n_estimators max_iter",
        "learning_rate shrinkage_rate eta", "num_leaves num_leaf max_leaves max_leaf max_leaf_nodes", "num_threads num_thread nthread nthreads n_jobs",
        "seed random_seed random_state", "max_depth", "min_data_in_leaf min_data_per_leaf min_data min_child_samples min_samples_leaf",
        "min_sum_hessian_in_leaf min_sum_hessian_per_leaf min_sum_hessian min_hessian min_child_weight", "bagging_fraction sub_row subsample bagging",
        "bagging_freq subsample_freq", "bagging_by_query", "feature_fraction sub_feature colsample_bytree", "feature_fraction_bynode sub_feature_bynode colsample_bynode",
        "extra_trees extra_tree", "early_stopping_round early_stopping_rounds early_stopping n_iter_no_change", "early_stopping_min_delta",
        "max_delta_step max_tree_output max_leaf_output", "lambda_l1 reg_alpha l1_regularization", "lambda_l2 reg_lambda lambda l2_regularization",
        "min_gain_to_split min_split_gain", "min_data_per_group", "max_cat_threshold", "cat_l2", "cat_smooth", "max_cat_to_onehot",
        "monotone_constraints mc monotone_constraint monotonic_cst", "path_smooth", "max_bin max_bins", "min_data_in_bin", "bin_construct_sample_cnt subsample_for_bin",
        "enable_bundle is_enable_bundle bundle", "use_missing", "zero_as_missing", "categorical_feature cat_feature categorical_column cat_column categorical_features",
        "sigmoid", "scale_pos_weight", "is_unbalance unbalance unbalanced_sets", "boost_from_average", "lambdarank_truncation_level", "lambdarank_norm", "label_gain",
        "lambdarank_position_bias_regularization", "position_examination", "least_examination", "eval_at ndcg_eval_at ndcg_at map_eval_at map_at", "refit_decay_rate",
        "input_model model_input model_in", "output_model model_output model_out", "boosting boosting_type boost", "task task_type", "linear_tree linear_trees",
        "data_sample_strategy", "num_class num_classes", "device_type device", "metric metrics metric_types", "label_column label", "verbosity verbose",
        "metric_freq output_freq", "is_provide_training_metric training_metric is_training_metric train_metric", "tree_learner tree tree_type tree_learner_type",
        "two_round two_round_loading use_two_round_loading", "save_binary is_save_binary is_save_binary_file", "is_enable_sparse is_sparse enable_sparse sparse",
        "num_machines num_machine", "local_listen_port local_port port", "machine_list_filename machine_list_file machine_list mlist", "deterministic", "force_col_wise",
        "force_row_wise", "header has_header", "data_random_seed data_seed", "feature_fraction_seed", "bagging_seed bagging_fraction_seed", "extra_seed", "objective_seed",
        "feature_pre_filter", "histogram_pool_size hist_pool_size", "first_metric_only", "snapshot_freq save_period", "pre_partition is_pre_partition", "config config_file");

    /// <summary>Parameters that change how LightGBM works, not what it learns, or that are settled elsewhere here.</summary>
    private static readonly HashSet<string> Harmless =
    [
        "metric", "label_column", "verbosity", "metric_freq", "is_provide_training_metric", "tree_learner", "two_round", "save_binary", "is_enable_sparse", "num_machines",
        "local_listen_port", "machine_list_filename", "deterministic", "force_col_wise", "force_row_wise", "header", "data_random_seed", "feature_fraction_seed", "bagging_seed",
        "extra_seed", "objective_seed", "feature_pre_filter", "histogram_pool_size", "first_metric_only", "snapshot_freq", "pre_partition", "config", "task",
    ];

    /// <summary>The name behind an alias.</summary>
    public static string NameOf(string given) =>
        Names.TryGetValue(given, out string? name) ? name : throw new ArgumentException($"Parameter '{given}' is unknown. {Similar(given)}docs/lambdarank.md lists the parameters that are supported.");

    public static LightGbmParameters Apply(LightGbmParameters p, string name, string value) => name switch
    {
        "data" => p with { Data = value },
        "valid" => p with { Valid = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] },
        "output_model" => p with { OutputModel = value },
        "input_model" => p with { InputModel = value },
        "seed" => p with { Seed = Whole(name, value) },
        "num_threads" => p with { Threads = Whole(name, value) },
        "categorical_feature" => p with { CategoricalFeatures = List(name, value, Whole) },
        "boosting" => Only(p, name, value, "gbdt", "gbrt"),
        "linear_tree" => Only(p, name, value, "false", "0", "-"),
        "data_sample_strategy" => Only(p, name, value, "bagging"),
        "num_class" => Only(p, name, value, "1"),
        "device_type" => Only(p, name, value, "cpu"),
        _ when Harmless.Contains(name) => p.Ignore(name),
        _ => p.With(o => Option(o, name, value)),
    };

    private static LambdaRankOptions Option(LambdaRankOptions o, string name, string value) => name switch
    {
        "objective" => o with { Objective = Objective(value) },
        "num_iterations" => o with { Trees = Whole(name, value) },
        "learning_rate" => o with { LearningRate = Number(name, value) },
        "num_leaves" => o with { Leaves = Whole(name, value) },
        "max_depth" => o with { MaxDepth = Whole(name, value) },
        "min_data_in_leaf" => o with { MinDataInLeaf = Whole(name, value) },
        "min_sum_hessian_in_leaf" => o with { MinSumHessianInLeaf = Number(name, value) },
        "bagging_fraction" => o with { BaggingFraction = Number(name, value) },
        "bagging_freq" => o with { BaggingFrequency = Whole(name, value) },
        "bagging_by_query" => o with { BaggingByQuery = Truth(name, value) },
        "feature_fraction" => o with { FeatureFraction = Number(name, value) },
        "feature_fraction_bynode" => o with { FeatureFractionByNode = Number(name, value) },
        "extra_trees" => o with { ExtraTrees = Truth(name, value) },
        "early_stopping_round" => o with { EarlyStoppingRounds = Math.Max(0, Whole(name, value)) },
        "early_stopping_min_delta" => o with { EarlyStoppingMinDelta = Number(name, value) },
        "max_delta_step" => o with { MaxDeltaStep = Math.Max(0, Number(name, value)) },
        "lambda_l1" => o with { LambdaL1 = Number(name, value) },
        "lambda_l2" => o with { LambdaL2 = Number(name, value) },
        "min_gain_to_split" => o with { MinGainToSplit = Number(name, value) },
        "min_data_per_group" => o with { MinDataPerGroup = Whole(name, value) },
        "max_cat_threshold" => o with { MaxCatThreshold = Whole(name, value) },
        "cat_l2" => o with { CatL2 = Number(name, value) },
        "cat_smooth" => o with { CatSmooth = Number(name, value) },
        "max_cat_to_onehot" => o with { MaxCatToOneHot = Whole(name, value) },
        "monotone_constraints" => o with { MonotoneConstraints = List(name, value, Whole) },
        "path_smooth" => o with { PathSmooth = Number(name, value) },
        "max_bin" => o with { MaxBin = Whole(name, value) },
        "min_data_in_bin" => o with { MinDataInBin = Whole(name, value) },
        "bin_construct_sample_cnt" => o with { BinSampleRows = Whole(name, value) },
        "enable_bundle" => o with { EnableBundle = Truth(name, value) },
        "use_missing" => o with { UseMissing = Truth(name, value) },
        "zero_as_missing" => o with { ZeroAsMissing = Truth(name, value) },
        "sigmoid" => o with { Sigmoid = Number(name, value) },
        "scale_pos_weight" => o with { ScalePosWeight = Number(name, value) },
        "is_unbalance" => o with { IsUnbalance = Truth(name, value) },
        "boost_from_average" => o with { BoostFromAverage = Truth(name, value) },
        "lambdarank_truncation_level" => o with { TruncationLevel = Whole(name, value) },
        "lambdarank_norm" => o with { Normalize = Truth(name, value) },
        "label_gain" => o with { LabelGain = List(name, value, Number) },
        "position_examination" => o with { PositionExamination = List(name, value, Number) },
        "least_examination" => o with { LeastExamination = Number(name, value) },
        "lambdarank_position_bias_regularization" => o with { PositionBiasRegularization = Number(name, value) },
        "eval_at" => o with { EvalAt = List(name, value, Whole) },
        "refit_decay_rate" => o with { RefitDecayRate = Number(name, value) },
        _ => throw new ArgumentException($"Parameter '{name}' is not supported."),
    };

    private static TreeObjective Objective(string value) => value.ToLowerInvariant() switch
    {
        "lambdarank" => TreeObjective.LambdaRank,
        "rank_xendcg" or "xendcg" or "xe_ndcg" or "xe_ndcg_mart" or "xendcg_mart" => TreeObjective.RankXendcg,
        "regression" or "regression_l2" or "l2" or "mean_squared_error" or "mse" or "l2_root" or "root_mean_squared_error" or "rmse" => TreeObjective.Regression,
        "binary" => TreeObjective.Binary,
        _ => throw Wrong("objective", value, "lambdarank, rank_xendcg, regression or binary"),
    };

    private static LightGbmParameters Only(LightGbmParameters p, string name, string value, params string[] supported) =>
        supported.Contains(value.ToLowerInvariant()) ? p : throw Wrong(name, value, string.Join(" or ", supported) + "; the others are not supported here");

    private static string Similar(string given)
    {
        string? near = Names.Keys.FirstOrDefault(n => n.Length > 3 && (n.StartsWith(given[..Math.Min(given.Length, 6)], StringComparison.Ordinal) || given.StartsWith(n, StringComparison.Ordinal)));
        return near is null ? "" : $"Did you mean '{near}'? ";
    }

    private static Dictionary<string, string> Aliases(params string[] lines)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            foreach (string word in words)
                names[word] = words[0];
        }
        return names;
    }
}
